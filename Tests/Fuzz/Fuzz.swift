#if Fuzz
  import Foundation
  import LibFuzzer

  /// Feeds one parser with inputs that libFuzzer makes, or writes the inputs that it begins with.
  ///
  ///     FUZZ_PARSER=csv fuzz [libFuzzer's options] CORPUS…
  ///     fuzz seeds FOLDER       writes FOLDER/PARSER/… for every parser, and prints their names
  ///
  /// An environment variable names the parser since libFuzzer starts itself anew with its own
  /// arguments where it merges corpora.
  @main
  enum Fuzz {
    static func main() throws {
      let arguments = CommandLine.arguments
      if arguments.count == 3, arguments[1] == "seeds" {
        for parser in Parser.allCases {
          try parser.writeSeeds(to: "\(arguments[2])/\(parser)")
          print(parser)
        }
        return
      }
      guard chosen != nil else {
        let names = Parser.allCases.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("FUZZ_PARSER: expected one of \(names)\n".utf8))
        exit(64)
      }
      var count = CommandLine.argc
      var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
      exit(
        LLVMFuzzerRunDriver(&count, &words) { data, size in
          Fuzz.chosen?.parse([UInt8](UnsafeBufferPointer(start: data, count: size)))
          return 0
        })
    }

    private static let chosen = ProcessInfo.processInfo.environment["FUZZ_PARSER"].flatMap(
      Parser.init)
  }
#else
  /// Without the trait there is no libFuzzer to link.
  @main
  enum Fuzz {
    static func main() { fatalError("build this with --traits Fuzz, as make fuzz does") }
  }
#endif
