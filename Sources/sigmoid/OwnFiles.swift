import ArgumentParser
import Datasets
import Files

/// What may become of files that are there already.
struct ReplacementOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Replace a file even if another program wrote it.",
      discussion: """
        An output replaces a file that this program wrote, or one that is empty; any other stays, and \
        is named, before the work begins.
        """))
  var force = false

  /// Refuses outputs that would replace an input, another output, or a file of another program, and
  /// those that cannot be written.
  func check(_ roles: FileRoles) throws {
    try roles.check()
    for output in roles.replaced where !force && !isOwn(output.path) {
      throw FileError(
        path: output.path,
        expected: "no file yet, or one that this program wrote, for \(output.name)",
        found: "a file that something else wrote",
        remedy: "name another, or replace it by --force")
    }
  }

  /// Whether a file is there that this program may have written: its first bytes tell.
  private func isOwn(_ path: String) -> Bool {
    // What cannot be read cannot be recognised.
    guard let beginning = try? FileBeginning(of: path, count: 1 << 16) else { return false }
    return OwnFile.isOwn(beginning.bytes, path: path)
  }
}

/// How files begin that this program writes.
enum OwnFile {
  /// In the first few thousand bytes.
  private static let marks = [
    #""kind":"sigmoid "#, #""format": "sigmoid "#, "exported by Sigmoid", #"content="Sigmoid""#,
    #"class="sigmoid-chart""#,
  ]
  private static let beginnings = [
    #"{"evaluation":"#, "class,intercept", "index,label,probability", "label,", "label\t",
    "\u{8}\u{7}\u{12}\u{7}sigmoid",
  ]
  /// Formats of arrays and images say nothing of who wrote them: of them a file of the same kind is
  /// replaced.
  private static let binary: [DataFormat: [UInt8]] = [
    .npy: [0x93] + Array("NUMPY".utf8), .npz: [0x50, 0x4B, 3, 4], .idx: [0, 0],
    .png: [0x89] + Array("PNG".utf8),
  ]

  static func isOwn(_ beginning: [UInt8], path: String) -> Bool {
    if beginning.isEmpty { return true }
    let format = DataFormat(path: path)
    if let format, let magic = binary[format] { return beginning.starts(with: magic) }
    if beginnings.contains(where: { beginning.starts(with: $0.utf8) }) { return true }
    let text = String(decoding: beginning, as: UTF8.self)
    if marks.contains(where: text.contains) { return true }
    return format == .libsvm && isLIBSVM(text)
  }

  /// Whether the first line is one of LIBSVM's: a label, and pairs of index and value.
  private static func isLIBSVM(_ text: String) -> Bool {
    let words = text.prefix { !$0.isNewline }.split(separator: " ")
    return !words.isEmpty && !words[0].contains(":")
      && words.dropFirst().allSatisfy { $0.contains(":") }
  }
}
