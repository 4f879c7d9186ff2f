import Files
import LinearAlgebra

/// Writes examples in the text of LIBSVM (`LIBSVMText` tells the format), gzipped when the name
/// ends in `.gz`. The file appears whole or not at all.
///
/// Zeros are left out; the other values are the shortest decimals that are read as the same
/// floats. The number of features is not kept: trailing features that are zero everywhere come
/// back only where the reader is told how many there are.
public enum LIBSVMWriter {
  /// Writes dense features, the values being the stored elements times their scale.
  ///
  /// - Parameter zeroBased: whether indices count from 0, not 1.
  /// - Throws: `FileError` for a value that is not finite, a label that is no word (LIBSVM takes
  ///   numbers alone), and a file that cannot be written.
  public static func write<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, zeroBased: Bool = false, to path: String
  ) throws(FileError) where Features.Scalar == Float {
    let features = data.features.features
    let scale = data.features.scale
    var column = [Float](repeating: 0, count: features)
    let one: [Float] = [1]
    try write(data, zeroBased: zeroBased, to: path) { example, line in
      var target = column.mutableSpan
      data.features.gather([example], times: one.span, into: &target)
      for feature in column.indices where column[feature] != 0 {
        line.append(feature: feature, Float(Double(column[feature]) * scale))
      }
    }
  }

  /// Writes sparse features, in time for their elements.
  ///
  /// - Parameter zeroBased: whether indices count from 0, not 1.
  /// - Throws: `FileError` for a value that is not finite, a label that is no word (LIBSVM takes
  ///   numbers alone), and a file that cannot be written.
  public static func write(
    _ data: Dataset<SparseMatrix>, zeroBased: Bool = false, to path: String
  ) throws(FileError) {
    try write(data, zeroBased: zeroBased, to: path) { example, line in
      append(data.features, example, to: &line)
    }
  }

  private static func append(
    _ features: borrowing SparseMatrix, _ example: Int, to line: inout Lines
  ) {
    let run = features.elements(of: example)
    for index in run.indices where run[index].value != 0 {
      line.append(feature: Int(run[index].feature), run[index].value)
    }
  }

  private static func write<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, zeroBased: Bool, to path: String,
    _ appendFeatures: (Int, inout Lines) -> Void
  ) throws(FileError) {
    if let position = data.features.firstNonFinite() {
      throw FileError(
        path: path, expected: "finite numbers to write",
        found: "one that is not, feature \(position.feature) of example \(position.example)",
        remedy: "leave that example out, or replace the number")
    }
    for name in data.labels.names where !isWord(name) {
      throw FileError(
        path: path, expected: "labels of one word without # or :", found: "“\(name)”",
        remedy: "rename the label")
    }
    var lines = Lines(firstIndex: zeroBased ? 0 : 1)
    for (example, code) in data.labels.codes.enumerated() {
      lines.text.append(contentsOf: data.labels.names[Int(code)].utf8)
      appendFeatures(example, &lines)
      lines.text.append(UInt8(ascii: "\n"))
    }
    guard path.hasSuffix(".gz") else { return try AtomicFile.write(lines.text, to: path) }
    let compressed = try lines.text.span.withUnsafeBytes { all throws(FileError) in
      try Gzip.compress(all, path: path)
    }
    try AtomicFile.write(compressed, to: path)
  }

  private static func isWord(_ label: String) -> Bool {
    !label.isEmpty
      && label.unicodeScalars.allSatisfy {
        $0 != " " && $0 != "#" && $0 != ":" && !LIBSVMLabels.isControl($0)
      }
  }

  private struct Lines {
    var text: [UInt8] = []
    let firstIndex: Int

    init(firstIndex: Int) { self.firstIndex = firstIndex }

    mutating func append(feature: Int, _ value: Float) {
      text.append(UInt8(ascii: " "))
      text.append(contentsOf: "\(feature + firstIndex)".utf8)
      text.append(UInt8(ascii: ":"))
      let number = value.description.utf8
      // A whole number is described with ".0" behind it.
      text.append(
        contentsOf: number.suffix(2).elementsEqual(".0".utf8) ? number.dropLast(2) : number[...])
    }
  }
}
