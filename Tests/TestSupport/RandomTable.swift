import SigmoidLinear

/// Numbers beside levels, by chance, in a table matrix and written out with their zeros.
package struct RandomTable {
  package let matrix: TableMatrix
  /// features × examples.
  package let dense: Matrix<Double>

  /// - Parameters:
  ///   - hasDoubles: whether the numbers are no floats.
  ///   - magnitude: of the numbers; a fifth of them is 0.
  package init(
    _ layout: TableMatrix.Layout, examples: Int, hasDoubles: Bool, magnitude: Double = 1,
    _ random: inout RandomValues
  ) {
    var dense = Matrix<Double>(rows: layout.features, columns: examples)
    var numbers = Matrix<Double>(rows: layout.numeric.count, columns: examples)
    var codes: [TableMatrix.Code] = []
    for example in 0..<examples {
      for (place, feature) in layout.numeric.enumerated() where random.int(in: 0..<5) > 0 {
        let value = magnitude * random.unit()
        numbers[place, example] = hasDoubles ? value : Double(Float(value))
        dense[feature, example] = numbers[place, example]
      }
      for range in layout.levels {
        let level = random.int(in: -1..<range.count)
        codes.append(level < 0 ? 0 : TableMatrix.Code(range.lowerBound + level + 1))
        if level >= 0 { dense[range.lowerBound + level, example] = 1 }
      }
    }
    let floats = Matrix(
      rows: numbers.rows, columns: examples, elements: numbers.elements.map { Float($0) })
    matrix = TableMatrix(
      layout, numbers: floats, doubles: hasDoubles ? numbers : nil, codes: codes)
    self.dense = dense
  }

  package static let layouts = [
    TableMatrix.Layout(numeric: [0, 1, 5, 8], levels: [2..<5, 6..<8]),
    TableMatrix.Layout(numeric: [], levels: [0..<40, 40..<41]),
    TableMatrix.Layout(numeric: Array(3..<17), levels: [0..<3]),
    TableMatrix.Layout(numeric: [0], levels: []),
    TableMatrix.Layout(numeric: [7], levels: [0..<7, 8..<31, 31..<32, 32..<90]),
  ]
}
