import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// The features of the rows of a table, made of its columns.
struct EncodedRows {
  let features: any ReadStorage
  /// Rows of the table with a cell that is missing and that nothing stands for.
  let incomplete: [Int]
}

extension ColumnTable {
  /// What a look at all rows tells.
  private struct Survey: Sendable {
    var isByte = true
    var isFloat = true
    var elements = 0
    /// Of the part.
    var incomplete: [Int] = []
  }

  /// With so many features for each column, most are 0.
  private static let featuresOfSparseColumn = 6
  private static let fewestOfSparse = 128

  /// The features of all rows, those that are incomplete and that have no label too.
  /// - Parameter asDoubles: whatever the numbers, so that all blocks of a table are alike.
  func encoded(
    _ columns: [TableColumn], _ tallies: [ColumnTally], asDoubles: Bool
  ) throws(CSVFault) -> EncodedRows {
    let encoders = try encoders(columns, tallies)
    let (parts, threads) = (parts, threads)
    let surveys = parallelMap(parts.count, threads: threads) { index in
      var survey = Survey()
      let part = parts[index]
      for row in 0..<part.rows {
        let isWhole = encoders[index].encode(part.values.span, row: row) { _, value in
          survey.elements += 1
          if survey.isByte, UInt8.stored(value) == nil { survey.isByte = false }
          if survey.isFloat, Double(Float(value)) != value { survey.isFloat = false }
        }
        if !isWhole { survey.incomplete.append(row) }
      }
      return survey
    }
    var (incomplete, first) = ([Int](), 0)
    for (part, survey) in zip(parts, surveys) {
      incomplete += survey.incomplete.map { first + $0 }
      first += part.rows
    }
    let features = columns.reduce(0) { $0 + $1.featureCount }
    let isFloat = !asDoubles && surveys.allSatisfy(\.isFloat)
    let storage: any ReadStorage
    if features >= max(Self.fewestOfSparse, Self.featuresOfSparseColumn * columns.count) {
      storage = try sparse(
        features, encoders, elements: surveys.map(\.elements), isFloat: isFloat)
    } else if !asDoubles, surveys.allSatisfy(\.isByte) {
      var matrix = ByteMatrix(features: features, examples: first)
      var span = matrix.mutableSpan
      fill(&span, features, encoders)
      storage = matrix
    } else {
      storage =
        isFloat
        ? try dense(Float.self, features, encoders) : try dense(Double.self, features, encoders)
    }
    return EncodedRows(features: storage, incomplete: incomplete)
  }

  /// One a part.
  private func encoders(
    _ columns: [TableColumn], _ tallies: [ColumnTally]
  ) throws(CSVFault) -> [RowEncoder] {
    let kinds = ColumnKinds(treatment: treatment, mark: mark)
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
    _ type: Value.Type, _ features: Int, _ encoders: [RowEncoder]
  ) throws(CSVFault) -> Matrix<Value> {
    let rows = parts.reduce(0) { $0 + $1.rows }
    let count = features * rows * MemoryLayout<Value>.size
    guard AlignedBuffer(ifAvailable: count) != nil else { throw Self.noMemory(count) }
    var matrix = Matrix<Value>(rows: features, columns: rows)
    var span = matrix.mutableSpan
    fill(&span, features, encoders)
    return matrix
  }

  /// Writes the rows of each part into their own columns, which are zero.
  private func fill<Value: CSVValue>(
    _ target: inout MutableSpan<Value>, _ features: Int, _ encoders: [RowEncoder]
  ) {
    let (parts, threads) = (parts, threads)
    let firsts = parts.indices.map { part in parts[..<part].reduce(0) { $0 + $1.rows } }
    target.withUnsafeMutableBufferPointer { target in
      // Sound: every part writes to its own columns.
      nonisolated(unsafe) let target = target
      _ = parallelMap(parts.count, threads: threads) { index in
        let part = parts[index]
        for row in 0..<part.rows {
          let column = (firsts[index] + row) * features
          _ = encoders[index].encode(part.values.span, row: row) { feature, value in
            target[column + feature] = Value.stored(value) ?? .zero
          }
        }
      }
    }
  }

  private func sparse(
    _ features: Int, _ encoders: [RowEncoder], elements: [Int], isFloat: Bool
  ) throws(CSVFault) -> SparseMatrix {
    typealias Element = SparseMatrix.Element
    let (parts, threads) = (parts, threads)
    let total = elements.reduce(0, +)
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
      var next = elements[..<index].reduce(0, +)
      var ends: [Int] = []
      let part = parts[index]
      for row in 0..<part.rows {
        _ = encoders[index].encode(part.values.span, row: row) { feature, value in
          target[next] = Element(feature: Int32(feature), value: Float(value))
          if !isFloat { wide[next] = value }
          next += 1
        }
        ends.append(next)
      }
      return ends
    }
    return SparseMatrix(
      features: features, offsets: [0] + ends.flatMap { $0 }, buffer: buffer,
      doubles: isFloat ? nil : doubles)
  }

  private static func noMemory(_ count: Int) -> CSVFault {
    CSVFault(
      offset: nil, expected: "memory for \(count) bytes", found: "less",
      remedy: "use a smaller file or a machine with more memory")
  }
}
