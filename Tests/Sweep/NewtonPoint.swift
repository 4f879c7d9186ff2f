import SigmoidOptimization

/// An objective at some parameters, with what a Newton step needs.
struct NewtonPoint {
  let value: Wide
  /// Column after column, share · (p − y).
  let gradient: [Wide]
  /// Σ share·|p − y|·|v|, one a parameter: what the rounding of the gradient is relative to.
  let gradientSize: [Wide]
  /// dimension × dimension, the lower triangle.
  let hessian: [Wide]
  /// Of every example, by class: own and others' probabilities.
  let own: [[Wide]]
  let others: [[Wide]]

  init(_ piece: Piece, _ parameters: [Wide], scores: [Wide]) {
    let design = piece.design
    let (count, width, columns) = (design.examples, design.columns, piece.losses.columns)
    var (own, others): ([[Wide]], [[Wide]]) = ([], [])
    for row in 0..<count {
      let both = piece.losses.probabilities(of: row) { scores[$0 * count + row] }
      own.append(both.own)
      others.append(both.others)
    }
    self.own = own
    self.others = others
    value = piece.loss(scores) + piece.penalty(parameters)
    var (gradient, size): ([Wide], [Wide]) = ([], [])
    var residual = [Wide](repeating: 0, count: count)
    for column in 0..<columns {
      let index = columns == 1 ? 1 : column
      for row in 0..<count {
        let isOwn = piece.losses.classIndex(of: row) == index
        residual[row] = design.shares[row] * (isOwn ? -others[row][index] : own[row][index])
      }
      gradient += (0..<width).map { compensatedDot(design.column($0), residual[...]) }
      size += (0..<width).map { feature in
        zip(design.column(feature), residual).reduce(0) { $0 + abs($1.0 * $1.1) }
      }
    }
    if piece.l2 > 0 {
      for column in 0..<columns {
        let first = column * width
        let weights = design.weights(of: parameters[first..<first + width])
        let pull = design.byParameters(zip(weights, design.costs).map { $0 * $1 * piece.l2 })
        for feature in 0..<width { gradient[first + feature] += pull[feature] }
      }
    }
    self.gradient = gradient
    gradientSize = size
    hessian = Self.hessian(piece, own, others)
  }

  private static func hessian(_ piece: Piece, _ own: [[Wide]], _ others: [[Wide]]) -> [Wide] {
    let design = piece.design
    let (count, width, columns) = (design.examples, design.columns, piece.losses.columns)
    let dimension = width * columns
    var hessian = [Wide](repeating: 0, count: dimension * dimension)
    var curvature = [Wide](repeating: 0, count: count)
    for left in 0..<columns {
      for right in 0...left {
        for row in 0..<count {
          let share = design.shares[row]
          if columns == 1 {
            curvature[row] = share * own[row][1] * others[row][1]
          } else if left == right {
            curvature[row] = share * own[row][left] * others[row][left]
          } else {
            curvature[row] = -share * own[row][left] * own[row][right]
          }
        }
        addGram(
          design, curvature, to: &hessian, row: left * width, column: right * width,
          dimension: dimension)
      }
    }
    if piece.l2 > 0 {
      for column in 0..<columns {
        addPenalty(piece, to: &hessian, first: column * width, dimension: dimension)
      }
    }
    if columns > 1 {
      // What all classes have in common changes nothing: any curvature will do there, and leaves
      // the step what it is, since no gradient has such a part.
      for feature in 0..<width {
        let places = (0..<columns).map { $0 * width + feature }
        let mean = places.reduce(0) { $0 + hessian[$1 * dimension + $1] } / Wide(columns)
        for left in places {
          for right in places where right <= left { hessian[left * dimension + right] += mean }
        }
      }
    }
    return hessian
  }

  /// Adds Vᵀ diag(curvature) V; of a block on the diagonal the lower triangle.
  private static func addGram(
    _ design: Design, _ curvature: [Wide], to hessian: inout [Wide], row: Int, column: Int,
    dimension: Int
  ) {
    let (count, width) = (design.examples, design.columns)
    var weighted = [Wide](repeating: 0, count: count)
    design.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for left in 0..<width {
        for example in 0..<count {
          weighted[example] = curvature[example] * values[left * count + example]
        }
        weighted.withUnsafeBufferPointer { weighted in
          guard let weighted = weighted.baseAddress else { return }
          for right in 0...left {
            let sum = plainDot(weighted, values + right * count, count: count)
            hessian[(row + left) * dimension + column + right] += sum
            if row != column && right < left {
              hessian[(row + right) * dimension + column + left] += sum
            }
          }
        }
      }
    }
  }

  private static func addPenalty(
    _ piece: Piece, to hessian: inout [Wide], first: Int, dimension: Int
  ) {
    let design = piece.design
    for column in 0..<design.columns {
      var unit = [Wide](repeating: 0, count: design.columns)
      unit[column] = 1
      let weights = design.weights(of: unit[...])
      let pull = design.byParameters(zip(weights, design.costs).map { $0 * $1 * piece.l2 })
      for row in column..<design.columns {
        hessian[(first + row) * dimension + first + column] += pull[row]
      }
    }
  }
}
