@testable import SigmoidOptimization
import Foundation
import Synchronization
import TestSupport
import Testing

/// Every option that takes a number, of every command, with numbers that nobody means: it ends by itself
/// or on Ctrl-C, with a status of its own, never by a signal, and says why.
@Suite struct HostileNumberTests {
  static let numbers = [
    "0", "-1", "-0", "1e308", "1e-320", "nan", "inf", "2147483648", "4294967296",
    "9223372036854775807", "-9223372036854775808", "99999999999999999999999999",
  ]
  /// What the help calls a value that is a number.
  private static let numeric: Set = [
    "n", "k", "p", "t", "l2", "rate", "decay", "share", "scale", "seed", "column", "interval",
    "epochs", "learning-rate", "examples", "test-examples",
  ]

  let folder: TemporaryFolder
  private let table: String
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    var text = "label,a,b\n"
    for row in 0..<60 { text += "\(row % 2),\((row * 7) % 11),\((row * 5) % 13).5\n" }
    table = try folder.write(Array(text.utf8), to: "table.csv")
    model = folder.file("model.st")
    try CommandProcess.succeed(["train", table, "--model", model, "--quiet"])
    try CommandProcess.succeed(["export", "--model", model, "-o", folder.file("model.json")])
  }

  /// The words of a command that works, by its name.
  private func works(_ command: String) -> [String]? {
    let page = folder.file("out.html")
    return switch command {
    case "train": ["train", table, "--quiet"]
    case "evaluate": ["evaluate", "--model", model, table]
    case "predict": ["predict", "--model", model, table]
    case "report": ["report", "--model", model, table, "-o", page]
    case "plot": ["plot", "roc", "--model", model, table, "-o", folder.file("out.svg")]
    case "serve": ["serve", "--model", model, "--port", "0"]
    case "export": ["export", "--model", model, "--to", "json"]
    case "import": ["import", folder.file("model.json"), "--model", folder.file("in.st")]
    case "compare": ["compare", "--synthetic", "--examples", "50", "--epochs", "1"]
    case "data info": ["data", "info", table]
    case "data convert": ["data", "convert", table, folder.file("out.tsv")]
    case "data synthesize": ["data", "synthesize", folder.file("digits"), "--examples", "10"]
    default: nil
    }
  }

  @Test func noneEndsByASignal() throws {
    let options = try HelpDump.options().filter { Self.numeric.contains($0.valueName) }
    #expect(options.count > 30)
    let cases = options.flatMap { option in Self.numbers.map { (option, $0) } }
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: cases.count) { index in
      let (option, number) = cases[index]
      guard let words = works(option.command) else { return }
      let arguments = words + ["\(option.name)=\(number)"]
      let ending = Result { try end(of: arguments) }
      if case .success(.exit(let code)) = ending, [0, 1, 64, 130].contains(code) { return }
      failures.withLock { $0.append("\(arguments.joined(separator: " ")): \(ending)") }
    }
    #expect(failures.withLock(\.self) == [])
  }

  /// How it ends, Ctrl-C after two seconds included.
  private func end(of arguments: [String]) throws -> CommandProcess.Ending {
    let command = try CommandProcess(arguments)
    let isWaiting = Mutex(true)
    DispatchQueue.global().asyncAfter(deadline: .now() + 2) {
      isWaiting.withLock { if $0 { command.send(SIGINT) } }
    }
    defer { isWaiting.withLock { $0 = false } }
    return try command.wait(timeout: 30).ending
  }
}

/// The options of all commands, as the command itself lists them.
private enum HelpDump {
  struct Option {
    let command: String
    let name: String
    let valueName: String
  }

  private struct Dump: Decodable {
    let command: Command
  }

  private struct Command: Decodable {
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?
  }

  static func options() throws -> [Option] {
    let outcome = try CommandProcess.run(["--experimental-dump-help"])
    let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8))
    return (dump.command.subcommands ?? []).flatMap { options(of: $0, under: []) }
  }

  private static func options(of command: Command, under path: [String]) -> [Option] {
    let path = path + [command.commandName]
    let own = (command.arguments ?? []).filter { $0.kind == "option" }.compactMap { argument in
      argument.names?.first { $0.kind == "long" }.map {
        Option(
          command: path.joined(separator: " "), name: "--\($0.name)",
          valueName: argument.valueName ?? "")
      }
    }
    return own + (command.subcommands ?? []).flatMap { options(of: $0, under: path) }
  }
}
