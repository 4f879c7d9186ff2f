import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Writes examples in the text of LIBSVM (`LIBSVMText` tells the format), gzipped when the name
/// ends in `.gz`. The file appears whole or not at all.
///
/// Zeros are left out; the other values are the shortest decimals that are read, in double
/// precision, as the same numbers. The number of features is not kept: trailing features that are zero everywhere come
/// back only where the reader is told how many there are.
package enum LIBSVMWriter {
  /// Writes dense features, the values being the stored elements times their scale.
  ///
  /// - Parameter zeroBased: whether indices count from 0, not 1.
  /// - Throws: `FileError` for a value that is not finite, a label that is no word (LIBSVM takes
  ///   numbers alone), and a file that cannot be written.
  package static func write<Features: FeatureStorage>(
    _ data: Dataset<Features>, zeroBased: Bool = false, to path: String
  ) throws(FileError) where Features.Scalar == Float {
    let features = data.features.features
    let scale = data.features.scale
    try check(data.features.firstNonFinite(), path: path)
    var column = [Float](repeating: 0, count: features)
    let one: [Float] = [1]
    try write(data.labels, data.examples, zeroBased: zeroBased, to: path) { example, line in
      var target = column.mutableSpan
      data.features.gather([example], times: one.span, into: &target)
      for feature in column.indices where column[feature] != 0 {
        line.append(feature: feature, Double(column[feature]) * scale)
      }
    }
  }

  /// Writes sparse features, in time for their elements.
  ///
  /// - Parameter zeroBased: whether indices count from 0, not 1.
  /// - Throws: `FileError` for a value that is not finite, a label that is no word (LIBSVM takes
  ///   numbers alone), and a file that cannot be written.
  package static func write(
    _ data: Dataset<SparseMatrix>, zeroBased: Bool = false, to path: String
  ) throws(FileError) {
    try writeSparse(data.features, labels: data.labels, zeroBased: zeroBased, to: path)
  }

  /// Writes the elements of any features as they are stored, without their scale.
  ///
  /// - Parameters:
  ///   - labels: without, every example is labelled 0: the format has no lines without a label,
  ///     and its guide has any number stand for those that are not known.
  ///   - zeroBased: whether indices count from 0, not 1.
  ///   - longNumbers: what stands in the place of features that do not have all their digits.
  /// - Throws: `FileError` for an element that is not finite, a label that is no word (LIBSVM takes
  ///   numbers alone), and a file that cannot be written.
  package static func write(
    _ features: any FeatureStorage, labels: Labels?, zeroBased: Bool = false,
    longNumbers: LongNumbers = LongNumbers(), to path: String
  ) throws(FileError) {
    guard longNumbers.count == 0 else {
      return try write(labels, features.examples, zeroBased: zeroBased, to: path) { example, line in
        line.append(
          features.nonZeroElements(of: example), longNumbers, longNumbers.places(of: example))
      }
    }
    switch features {
    case let matrix as ByteMatrix:
      try write(labels, matrix.examples, zeroBased: zeroBased, to: path) { example, line in
        let bytes = matrix.bytes(example..<example + 1)
        for feature in bytes.indices where bytes[feature] != 0 {
          line.append(index: feature)
          line.text.append(decimal: bytes[feature])
        }
      }
    case let matrix as Matrix<Float>:
      try writeDense(matrix, labels: labels, zeroBased: zeroBased, to: path)
    case let matrix as Matrix<Double>:
      try writeDense(matrix, labels: labels, zeroBased: zeroBased, to: path)
    case let matrix as SparseMatrix:
      try writeSparse(matrix, labels: labels, zeroBased: zeroBased, to: path)
    case let matrix as TableMatrix:
      try writeSparse(matrix.sparse(), labels: labels, zeroBased: zeroBased, to: path)
    default:
      try check(features.firstNonFinite(), path: path)
      try write(labels, features.examples, zeroBased: zeroBased, to: path) { example, line in
        for (feature, value) in features.nonZeroElements(of: example) {
          line.append(feature: feature, value)
        }
      }
    }
  }

  private static func writeDense<Element: PassScalar>(
    _ matrix: Matrix<Element>, labels: Labels?, zeroBased: Bool, to path: String
  ) throws(FileError) {
    try check(matrix.firstNonFinite(), path: path)
    try write(labels, matrix.columns, zeroBased: zeroBased, to: path) { example, line in
      let column = matrix.column(example)
      for feature in column.indices where column[feature] != 0 {
        line.append(feature: feature, Double(column[feature]))
      }
    }
  }

  private static func writeSparse(
    _ matrix: SparseMatrix, labels: Labels?, zeroBased: Bool, to path: String
  ) throws(FileError) {
    try check(matrix.firstNonFinite(), path: path)
    try write(labels, matrix.examples, zeroBased: zeroBased, to: path) { example, line in
      let elements = matrix.span
      for index in matrix.offsets[example]..<matrix.offsets[example + 1] {
        let value = matrix.value(at: index)
        if value != 0 { line.append(feature: Int(elements[index].feature), value) }
      }
    }
  }

  private static func check(_ position: ElementPosition?, path: String) throws(FileError) {
    guard let position else { return }
    throw FileError(
      path: path, expected: "finite numbers to write",
      found: "one that is not, feature \(position.feature) of example \(position.example)",
      remedy: "leave that example out, or replace the number")
  }

  private static func write(
    _ labels: Labels?, _ examples: Int, zeroBased: Bool, to path: String,
    _ appendFeatures: (Int, inout Lines) -> Void
  ) throws(FileError) {
    let names = labels?.names ?? ["0"]
    for name in names where !isWord(name) {
      throw FileError(
        path: path, expected: "labels of one word without # or :", found: "“\(name)”",
        remedy: "rename the label")
    }
    // Who reads them takes equal numbers for one label.
    var nameOfNumber: [Double: String] = [:]
    for name in names {
      guard let number = Double(name) else { continue }
      if let other = nameOfNumber.updateValue(name, forKey: number) {
        throw FileError(
          path: path, expected: "labels that differ as numbers",
          found: "“\(other)” and “\(name)”", remedy: "rename one, or write another format")
      }
    }
    let texts = names.map { Array($0.utf8) }
    var lines = Lines(firstIndex: zeroBased ? 0 : 1)
    let meter = WorkMeter.current
    meter?.begin("composing", path, .examples, total: examples)
    for example in 0..<examples {
      meter?.advance(by: 1)
      try lines.text.makeRoom(afterRows: example, of: examples, path: path)
      lines.text += texts[labels.map { Int($0.codes[example]) } ?? 0]
      appendFeatures(example, &lines)
      lines.text.append(UInt8(ascii: "\n"))
    }
    try Gzip.write(lines.text, to: path)
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

    mutating func append(feature: Int, _ value: Double) {
      append(index: feature)
      text.append(shortest: value)
    }

    /// Elements, and among them long numbers, one of which may have a value of 0.
    mutating func append(
      _ elements: [(feature: Int, value: Double)], _ longNumbers: LongNumbers,
      _ places: Range<Int>
    ) {
      var places = places
      func appendLong(before feature: Int, _ lines: inout Lines) {
        while let place = places.first, longNumbers.feature(place) < feature {
          lines.append(index: longNumbers.feature(place))
          lines.text += longNumbers.text(place)
          places.removeFirst()
        }
      }
      for (feature, value) in elements {
        appendLong(before: feature, &self)
        if let place = places.first, longNumbers.feature(place) == feature { continue }
        append(feature: feature, value)
      }
      appendLong(before: .max, &self)
    }

    /// What stands before a value.
    mutating func append(index feature: Int) {
      text.append(UInt8(ascii: " "))
      text.append(decimal: feature + firstIndex)
      text.append(UInt8(ascii: ":"))
    }
  }
}

extension FeatureStorage {
  /// The elements of an example that are not 0, as they are stored.
  fileprivate func nonZeroElements(of example: Int) -> [(feature: Int, value: Double)] {
    values(of: example).enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
  }
}
