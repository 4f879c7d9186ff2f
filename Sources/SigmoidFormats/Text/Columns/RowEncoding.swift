import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// How the rows of a table become features, and what a look at all of them tells.
struct RowEncoding {
  /// One a part of the table.
  let encoders: [RowEncoder]
  fileprivate let surveys: [RowSurvey]
  let layout: TableMatrix.Layout
  fileprivate let columns: Int
  /// Rows of the table with a cell that is missing and that nothing stands for.
  let incomplete: [Int]

  var features: Int { layout.features }
}

/// Of the rows of a part.
private struct RowSurvey: Sendable {
  var isByte = true
  var isFloat = true
  /// Whether some number is beyond the range of a Float.
  var isHuge = false
  /// Features of each row that are not 0.
  var elements: [Int32] = []
  var incomplete: [Int] = []
}

extension ColumnTable {
  /// With so many features for each column most are 0, and a matrix of all would be large.
  private static let featuresOfSparseColumn = 6
  private static let fewestOfSparse = 64
  /// A cell of a table takes 4 bytes, an element of a sparse matrix 8.
  private static let cellsOfElement = 2

  func encoding(
    _ columns: [TableColumn], _ tallies: [ColumnTally]
  ) throws(CSVFault) -> RowEncoding {
    let encoders = try encoders(columns, tallies)
    let (parts, threads) = (parts, threads)
    let surveys = parallelMap(parts.count, threads: threads) { index in
      var survey = RowSurvey()
      let part = parts[index]
      survey.elements.reserveCapacity(part.rows)
      for row in 0..<part.rows {
        var elements: Int32 = 0
        let isWhole = encoders[index].encode(part.values.span, row: row) { _, value in
          elements += 1
          if survey.isByte, UInt8.stored(value) == nil { survey.isByte = false }
          if Double(Float(value)) != value {
            survey.isFloat = false
            if abs(value) > Double(Float.greatestFiniteMagnitude) { survey.isHuge = true }
          }
        }
        survey.elements.append(elements)
        if !isWhole { survey.incomplete.append(row) }
      }
      return survey
    }
    var (incomplete, first) = ([Int](), 0)
    for (part, survey) in zip(parts, surveys) {
      incomplete += survey.incomplete.map { first + $0 }
      first += part.rows
    }
    return RowEncoding(
      encoders: encoders, surveys: surveys, layout: TableMatrix.Layout(columns),
      columns: columns.count, incomplete: incomplete)
  }

  /// The features of the rows, in the narrowest storage that holds them all.
  /// - Parameters:
  ///   - isKept: one a row; nil for all rows.
  ///   - asDoubles: whatever the numbers, so that all blocks of a table are alike.
  func features(
    _ encoding: RowEncoding, of isKept: [Bool]?, asDoubles: Bool = false
  ) throws(CSVFault) -> any ReadStorage {
    let rows = kept(isKept)
    let (features, surveys) = (encoding.features, encoding.surveys)
    let isFloat = !asDoubles && surveys.allSatisfy(\.isFloat)
    // Passes over a table in float would make infinities of huge numbers.
    if features >= max(Self.fewestOfSparse, Self.featuresOfSparseColumn * encoding.columns),
      !surveys.contains(where: \.isHuge)
    {
      let elements = surveys.reduce(0) { $0 + $1.elements.reduce(0) { $0 + Int($1) } }
      let cells = encoding.layout.cells * surveys.reduce(0) { $0 + $1.elements.count }
      return cells <= Self.cellsOfElement * elements
        ? try table(encoding, rows, isFloat: isFloat) : try sparse(encoding, rows, isFloat: isFloat)
    }
    guard !asDoubles, surveys.allSatisfy(\.isByte) else {
      return isFloat
        ? try dense(Float.self, encoding, rows) : try dense(Double.self, encoding, rows)
    }
    var matrix = ByteMatrix(
      features: features, examples: rows.reduce(0) { $0 + $1.count }, scale: 1)
    var span = matrix.mutableSpan
    fill(&span, encoding, rows)
    return matrix
  }

  /// The rows of each part that are kept.
  private func kept(_ isKept: [Bool]?) -> [[Int]] {
    var first = 0
    return parts.map { part in
      defer { first += part.rows }
      return (0..<part.rows).filter { isKept?[first + $0] ?? true }
    }
  }

  /// One a part.
  private func encoders(
    _ columns: [TableColumn], _ tallies: [ColumnTally]
  ) throws(CSVFault) -> [RowEncoder] {
    let kinds = ColumnKinds(treatment: treatment, mark: mark, areKnown: inputs != nil)
    var tables: [[Double]] = []
    for (slot, column) in columns.enumerated() {
      guard let words = words[slot] else {
        tables.append([])
        continue
      }
      if case .categorical(let categories) = column.kind {
        tables.append(
          try kinds.levels(
            of: column, categories, words, tallies[slot].counts, at: layout.reading[slot]))
      } else {
        tables.append(try kinds.values(of: column, words, at: layout.reading[slot]))
      }
    }
    return parts.indices.map { part in
      RowEncoder(
        columns,
        tables: tables.indices.map { slot in
          words[slot].map { words in words.codes[part].map { tables[slot][Int($0)] } } ?? []
        }, width: layout.reading.count)
    }
  }

  private func dense<Value: CSVValue & PassScalar>(
    _ type: Value.Type, _ encoding: RowEncoding, _ rows: [[Int]]
  ) throws(CSVFault) -> Matrix<Value> {
    let examples = rows.reduce(0) { $0 + $1.count }
    let count = encoding.features * examples * MemoryLayout<Value>.size
    guard AlignedBuffer(ifAvailable: count) != nil else { throw Self.noMemory(count) }
    var matrix = Matrix<Value>(rows: encoding.features, columns: examples)
    var span = matrix.mutableSpan
    fill(&span, encoding, rows)
    return matrix
  }

  /// Writes the rows of each part into their own columns, which are zero.
  private func fill<Value: CSVValue>(
    _ target: inout MutableSpan<Value>, _ encoding: RowEncoding, _ rows: [[Int]]
  ) {
    let (parts, threads, features) = (parts, threads, encoding.features)
    let firsts = Self.firsts(rows.map(\.count))
    target.withUnsafeMutableBufferPointer { target in
      // Sound: every part writes to its own columns.
      nonisolated(unsafe) let target = target
      _ = parallelMap(parts.count, threads: threads) { index in
        let part = parts[index]
        var column = firsts[index] * features
        for row in rows[index] {
          _ = encoding.encoders[index].encode(part.values.span, row: row) { feature, value in
            target[column + feature] = Value.stored(value) ?? .zero
          }
          column += features
        }
      }
    }
  }

  private func sparse(
    _ encoding: RowEncoding, _ rows: [[Int]], isFloat: Bool
  ) throws(CSVFault) -> SparseMatrix {
    typealias Element = SparseMatrix.Element
    let (parts, threads) = (parts, threads)
    let counts = rows.indices.map { part in
      rows[part].reduce(0) { $0 + Int(encoding.surveys[part].elements[$1]) }
    }
    let firsts = Self.firsts(counts)
    let total = counts.reduce(0, +)
    let bytes = total * MemoryLayout<Element>.stride
    guard
      var buffer = AlignedBuffer(ifAvailable: max(bytes, 1)),
      var doubles = AlignedBuffer(
        ifAvailable: isFloat ? 1 : max(total * MemoryLayout<Double>.stride, 1))
    else { throw Self.noMemory(isFloat ? bytes : 2 * bytes) }
    // Sound: every part writes to its own elements.
    nonisolated(unsafe) let target = buffer.unsafeMutableBytes.assumingMemoryBound(to: Element.self)
    nonisolated(unsafe) let wide = doubles.unsafeMutableBytes.assumingMemoryBound(to: Double.self)
    let ends = parallelMap(parts.count, threads: threads) { index in
      var next = firsts[index]
      var ends: [Int] = []
      ends.reserveCapacity(rows[index].count)
      let part = parts[index]
      for row in rows[index] {
        _ = encoding.encoders[index].encode(part.values.span, row: row) { feature, value in
          target[next] = Element(feature: Int32(feature), value: Float(value))
          if !isFloat { wide[next] = value }
          next += 1
        }
        ends.append(next)
      }
      return ends
    }
    return SparseMatrix(
      features: encoding.features, offsets: [0] + ends.flatMap { $0 }, buffer: buffer,
      doubles: isFloat ? nil : doubles)
  }

  /// What the parts before each come to.
  static func firsts(_ counts: [Int]) -> [Int] {
    var sum = 0
    return counts.map { count in
      defer { sum += count }
      return sum
    }
  }

  static func noMemory(_ count: Int) -> CSVFault {
    CSVFault(
      offset: nil, expected: "memory for \(count) bytes", found: "less",
      remedy: "use a smaller file or a machine with more memory")
  }
}
