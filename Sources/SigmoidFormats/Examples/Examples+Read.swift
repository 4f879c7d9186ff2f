import SigmoidExamples
import SigmoidSystem

extension Examples {
  /// Reads a file of examples in any format, plain or compressed.
  /// - Parameters:
  ///   - label: the column of the labels in a table, by its name, or the array of the labels in npz. nil
  ///     for the column `label`, `class`, `target` or `y`, else the first.
  ///   - format: nil for what the extension says, or else the first bytes.
  /// - Throws: `FileError`.
  public init(
    contentsOf path: String, label: String? = nil, format: DataFormat? = nil
  ) throws(FileError) {
    var known = format ?? DataFormat(path: path)
    if known == nil { known = try DataFormat(beginningOf: path) }
    guard let known else {
      throw FileError(
        path: path, expected: "a known extension or known first bytes", found: "neither",
        remedy: "say the format: "
          + DataFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var request = ReadRequest(path: path, format: known)
    if let label {
      request.csv.labels = .named(label)
      request.labelArray = label
    }
    self = try request.read()
  }
}
