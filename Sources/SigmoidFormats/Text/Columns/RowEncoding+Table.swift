import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

extension ColumnTable {
  /// The rows as numbers beside codes of levels.
  func table(
    _ encoding: RowEncoding, _ rows: [[Int]], isFloat: Bool
  ) throws(CSVFault) -> TableMatrix {
    let (parts, threads, layout) = (parts, threads, encoding.layout)
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    let examples = rows.reduce(0) { $0 + $1.count }
    let bytes = examples * width * MemoryLayout<Float>.stride
    let wideBytes = isFloat ? 0 : examples * width * MemoryLayout<Double>.stride
    let codeBytes = examples * slots * MemoryLayout<TableMatrix.Code>.stride
    guard
      var numbers = AlignedBuffer(ifAvailable: max(bytes, 1)),
      var doubles = AlignedBuffer(ifAvailable: max(wideBytes, 1)),
      var codes = AlignedBuffer(ifAvailable: max(codeBytes, 1))
    else { throw Self.noMemory(bytes + wideBytes + codeBytes) }
    // Sound: every part writes to the columns of its own rows.
    nonisolated(unsafe) let number = numbers.unsafeMutableBytes.assumingMemoryBound(to: Float.self)
    nonisolated(unsafe) let wide = doubles.unsafeMutableBytes.assumingMemoryBound(to: Double.self)
    nonisolated(unsafe) let code = codes.unsafeMutableBytes.assumingMemoryBound(
      to: TableMatrix.Code.self)
    let firsts = Self.firsts(rows.map(\.count))
    let places = layout.places
    _ = parallelMap(parts.count, threads: threads) { index in
      let part = parts[index]
      var example = firsts[index]
      for row in rows[index] {
        _ = encoding.encoders[index].encode(part.values.span, row: row) { feature, value in
          let place = places[feature]
          if place < 0 {
            code[example * slots + ~place] = TableMatrix.Code(feature + 1)
          } else {
            number[example * width + place] = Float(value)
            if !isFloat { wide[example * width + place] = value }
          }
        }
        example += 1
      }
    }
    return TableMatrix(
      layout,
      numbers: Matrix(rows: width, columns: examples, buffer: numbers, startingAt: 0),
      doubles: isFloat
        ? nil : Matrix(rows: width, columns: examples, buffer: doubles, startingAt: 0),
      codes: codes)
  }
}

extension TableMatrix.Layout {
  init(_ columns: [TableColumn]) {
    var (numeric, levels) = ([Int](), [Range<Int>]())
    var next = 0
    for column in columns {
      let end = next + column.featureCount
      // One that says that a cell is missing is 1 beside the level that stands for it.
      let own = next..<end - (column.indicatesMissing ? 1 : 0)
      switch column.kind {
      case .numeric, .date: numeric += own
      case .boolean, .categorical: levels.append(own)
      }
      if column.indicatesMissing { levels.append(own.upperBound..<end) }
      next = end
    }
    self.init(numeric: numeric, levels: levels.filter { !$0.isEmpty })
  }

  /// Of each feature the place of its number, or the complement of that of its code.
  fileprivate var places: [Int] {
    var places = [Int](repeating: 0, count: features)
    for (place, feature) in numeric.enumerated() { places[feature] = place }
    for (slot, range) in levels.enumerated() {
      for feature in range { places[feature] = ~slot }
    }
    return places
  }

  /// Numbers and codes of an example.
  var cells: Int { numeric.count + levels.count }
}
