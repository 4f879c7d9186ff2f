import SigmoidExamples
import ArgumentParser
import SigmoidLinear
import SigmoidSystem

@main
struct Sigmoid: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "sigmoid",
    abstract: "Train, test and export logistic regression models on a CPU.",
    discussion: """
      Examples:
        sigmoid train iris.csv --label species --model iris.safetensors
        sigmoid evaluate iris.csv --label species --model iris.safetensors
        sigmoid predict iris.csv --label species --model iris.safetensors

      Results go to standard output; progress, notes and errors go to standard error.
      SIGMOID_KERNELS selects one of the kernels that 'sigmoid info' lists.
      Exit status: 0 success, 1 the run failed, 64 wrong usage, 130 after Ctrl-C.
      """,
    version: version,
    subcommands: subcommands(for: CommandLine.arguments.dropFirst().first))

  /// Where the first argument names a subcommand, that one alone: the parser describes to itself
  /// every option of every subcommand that it is told of, which takes longer than a fit of a small
  /// table.
  private static func subcommands(for argument: String?) -> [any ParsableCommand.Type] {
    let all: [any ParsableCommand.Type] = [
      Train.self, PathCommand.self, Evaluate.self, Predict.self, Show.self, TestHypotheses.self,
      ReportCommand.self,
      Plot.self, Serve.self,
      Export.self, Import.self, Compare.self, DataCommand.self, Info.self,
    ]
    return all.first { $0.configuration.commandName == argument }.map { [$0] } ?? all
  }

  /// The parser prints usage errors itself and exits with 64; what a run throws ends with one
  /// message and 1.
  static func main() {
    StandardStreams.prepare()
    do {
      try checkArguments()
      var command = try parseAsRoot()
      try KernelOption.apply()
      try BLASRoom.check(for: command)
      try command.run()
    } catch let failure as RunFailure {
      Terminal.error(failure.description)
      exit(withCode: failure.code)
    } catch  where exitCode(for: error).isSuccess {
      // Help, or the version: a result like others.
      do {
        let message = fullMessage(for: error)
        if !message.isEmpty { try Terminal.write(message + "\n") }
      } catch {
        Terminal.error("\(error)")
        exit(withCode: 1)
      }
      exit(withCode: 0)
    } catch {
      // What the person wrote may have come from a file's name.
      let message = fullMessage(for: error).harmless
      if !message.isEmpty { Terminal.standardError(message + "\n") }
      exit(withCode: exitCode(for: error).rawValue)
    }
  }

  /// Refuses what is no text: it would become another name, and two such names the same one.
  private static func checkArguments() throws {
    for index in 0..<Int(CommandLine.argc) {
      guard let bytes = CommandLine.unsafeArgv[index],
        String(validatingCString: bytes) == nil
      else { continue }
      throw RunFailure(
        description: "argument \(index): expected text in UTF-8, found "
          + "'\(String(cString: bytes).harmless)'; rename the file, or give a name in UTF-8",
        code: 64)
    }
  }

  private static func exit(withCode code: Int32) -> Never {
    exit(withError: ExitCode(code))
  }
}

/// A run that failed, with the exit status of the command.
struct RunFailure: Error, CustomStringConvertible {
  let description: String
  var code: Int32 = 1
}

/// Runs the work of a subcommand: whatever it throws is a failed run, not wrong usage. So is work on a
/// mapped file that has changed meanwhile.
func reportingFailures(_ work: () throws -> Void) throws {
  let mapped = MappedFiles()
  do {
    try MappedFiles.$current.withValue(mapped, operation: work)
    try mapped.check()
  } catch let error as ExitCode {
    throw error
  } catch let error as RunFailure {
    throw error
  } catch {
    throw RunFailure(description: "\(error)")
  }
}
