import ArgumentParser
import SigmoidFormats
import SigmoidSystem

/// What may become of files that are there already.
struct ReplacementOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Replace a file even if another program wrote it.",
      discussion: """
        Without --force, an output replaces only a file that is empty or that sigmoid wrote. Tables \
        do not record which program wrote them, so they are not replaced. Outputs are checked before \
        the work begins.
        """))
  var force = false

  /// Refuses outputs that would replace an input, another output, or a file of another program, and
  /// those that cannot be written.
  func check(_ roles: FileRoles) throws {
    try roles.check()
    for output in roles.replaced where !force && !isOwn(output.path) {
      throw FileError(
        path: output.path,
        expected: "no file, or one that sigmoid wrote, for \(output.name)",
        found: "a file that does not say that sigmoid wrote it",
        remedy: "name another file, or replace it with --force")
    }
  }

  /// Whether a file is there that this program may have written: its first bytes tell.
  private func isOwn(_ path: String) -> Bool {
    // What cannot be read cannot be recognised.
    guard let beginning = try? FileBeginning(of: path, count: 1 << 16) else { return false }
    return OwnFile.isOwn(beginning.bytes)
  }
}

/// How files begin that this program writes and knows again. Tables, and arrays that are not in an npz,
/// say nothing of who wrote them.
enum OwnFile {
  /// In the first few thousand bytes: models, exported sources, pages and pictures.
  private static let marks = [
    #""kind":"sigmoid "#, #""format": "sigmoid "#, "exported by Sigmoid", #"content="Sigmoid""#,
    #"class="sigmoid-chart""#, "Software\u{0}Sigmoid",
  ]
  /// A history, and models as CSV and ONNX.
  private static let beginnings = [
    #"{"evaluation":"#, "class,intercept", "\u{8}\u{7}\u{12}\u{7}sigmoid",
  ]

  static func isOwn(_ beginning: [UInt8]) -> Bool {
    if beginning.isEmpty || NPZWriter.mayHaveWritten(beginning) { return true }
    if beginnings.contains(where: { beginning.starts(with: $0.utf8) }) { return true }
    // The levels of a table may be longer than what is looked at; they stand behind the classes.
    if beginning.dropFirst(8).starts(with: #"{"__metadata__":{"classes":"[{\"labels\":"#.utf8) {
      return true
    }
    let text = String(decoding: beginning, as: UTF8.self)
    return marks.contains(where: text.contains)
  }
}
