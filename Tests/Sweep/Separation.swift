import SigmoidOptimization

/// Whether the classes of a piece can be told apart by a line so well that the loss has no minimum.
enum Separation: String, Sendable {
  case none
  case quasiComplete
  case complete
  /// One of the two: what a fit may say.
  case either
  /// The oracle cannot tell.
  case unknown

  var isSeparated: Bool { self == .quasiComplete || self == .complete || self == .either }
}

extension Piece {
  /// How far each example's own class is before each of the others, by scores or by the change that
  /// a step makes in them: the smallest and the largest.
  func margins(_ scores: [Wide]) -> (least: Wide, most: Wide) {
    let count = design.examples
    var (least, most) = (Wide.infinity, -Wide.infinity)
    for row in 0..<count {
      switch losses {
      case .logistic(let isPositive):
        let margin = isPositive[row] ? scores[row] : -scores[row]
        (least, most) = (min(least, margin), max(most, margin))
      case .softmax(let classOf, let classes):
        for column in 0..<classes where column != classOf[row] {
          let margin = scores[classOf[row] * count + row] - scores[column * count + row]
          (least, most) = (min(least, margin), max(most, margin))
        }
      }
    }
    return (least, most)
  }

  /// The largest share of its way to a loss of 0 that an undamped Newton step takes any example:
  /// below 1 there is no direction that separates the classes. For along a direction u whose margins
  /// m ≥ 0 are not all 0, H·step = −∇J says Σ c·p·m·(1 + e − ē) = 0 over the examples and their
  /// other classes, e being the step's scores and ē their mean under p; where all 1 + e − ē are
  /// above 0, so are the terms.
  func reach(of stepScores: [Wide], at point: NewtonPoint) -> Wide {
    let count = design.examples
    var reach = -Wide.infinity
    for row in 0..<count {
      switch losses {
      case .logistic(let isPositive):
        let margin = isPositive[row] ? stepScores[row] : -stepScores[row]
        reach = max(reach, margin * point.own[row][isPositive[row] ? 1 : 0])
      case .softmax(let classOf, let classes):
        var mean: Wide = 0
        for column in 0..<classes {
          mean += point.own[row][column] * stepScores[column * count + row]
        }
        for column in 0..<classes where column != classOf[row] {
          reach = max(reach, mean - stepScores[column * count + row])
        }
      }
    }
    return reach
  }

  /// How much rounding can have moved the scores of a Newton step, by the worst example.
  func stepNoise(_ factor: Factor, at point: NewtonPoint) -> Wide {
    let (count, width) = (design.examples, design.columns)
    var rounding: Wide = 0
    for (size, scale) in zip(point.gradientSize, factor.scales) {
      rounding += size * scale * size * scale
    }
    let error = 4 * Wide.ulpOfOne * rounding.squareRoot() * factor.inverseNorm
    var worst: Wide = 0
    for row in 0..<count {
      for column in 0..<losses.columns {
        var right = [Wide](repeating: 0, count: dimension)
        for feature in 0..<width {
          right[column * width + feature] = design.values[feature * count + row]
        }
        worst = max(worst, factor.forward(right).reduce(0) { $0 + $1 * $1 })
      }
    }
    return error * worst.squareRoot()
  }
}
