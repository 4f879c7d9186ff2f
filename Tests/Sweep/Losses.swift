import SigmoidLinear
import SigmoidModel
import SigmoidOptimization
import Foundation

/// The loss of scores, from its formula.
enum Losses: Sendable {
  /// One column of scores; whether an example is of the positive class.
  case logistic([Bool])
  /// A column a class; the class of each example.
  case softmax([Int], classes: Int)

  var columns: Int {
    switch self {
    case .logistic: 1
    case .softmax(_, let classes): classes
    }
  }

  /// −ln of the probability of the class of one example.
  @inline(__always)
  func value(of example: Int, _ score: (Int) -> Wide) -> Wide {
    switch self {
    case .logistic(let isPositive):
      let margin = isPositive[example] ? score(0) : -score(0)
      return margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
    case .softmax(let classOf, let classes):
      let own = score(classOf[example])
      var most = own
      for column in 0..<classes { most = max(most, score(column)) }
      var others: Wide = 0
      if most == own {
        for column in 0..<classes where column != classOf[example] {
          others += exp(score(column) - own)
        }
        return log1p(others)
      }
      for column in 0..<classes { others += exp(score(column) - most) }
      return (most - own) + log(others)
    }
  }

  /// The probability of every class of one example and that of all others, both without
  /// cancellation. Of a logistic loss the classes are two, the negative one first.
  func probabilities(of example: Int, _ score: (Int) -> Wide) -> (own: [Wide], others: [Wide]) {
    switch self {
    case .logistic:
      let small = exp(-abs(score(0)))
      let (less, more) = (small / (1 + small), 1 / (1 + small))
      let own = score(0) > 0 ? [less, more] : [more, less]
      return (own, [own[1], own[0]])
    case .softmax(_, let classes):
      var most = score(0)
      for column in 1..<classes { most = max(most, score(column)) }
      let terms = (0..<classes).map { exp(score($0) - most) }
      let total = terms.reduce(0, +)
      let own = terms.map { $0 / total }
      let others = own.indices.map { column in
        own.indices.reduce(Wide(0)) { $1 == column ? $0 : $0 + own[$1] }
      }
      return (own, others)
    }
  }

  /// Of the classes of `probabilities`.
  func classIndex(of example: Int) -> Int {
    switch self {
    case .logistic(let isPositive): isPositive[example] ? 1 : 0
    case .softmax(let classOf, _): classOf[example]
    }
  }
}

/// What is minimised: the mean of a loss over a design, and its penalty.
struct Piece: Sendable {
  let design: Design
  let losses: Losses
  let l2: Wide

  var dimension: Int { design.columns * losses.columns }

  /// Column after column of `examples` scores.
  func scores(_ parameters: [Wide], isExact: Bool = false) -> [Wide] {
    let (count, width) = (design.examples, design.columns)
    var scores = [Wide](repeating: 0, count: count * losses.columns)
    for column in 0..<losses.columns {
      let weights = parameters[column * width..<(column + 1) * width]
      if isExact {
        for row in 0..<count {
          var sum = CompensatedSum()
          for (feature, weight) in weights.enumerated() where weight != 0 {
            sum.add(design.values[feature * count + row], times: weight)
          }
          scores[column * count + row] = sum.value
        }
      } else {
        for (feature, weight) in weights.enumerated() where weight != 0 {
          let first = feature * count
          for row in 0..<count {
            scores[column * count + row] += design.values[first + row] * weight
          }
        }
      }
    }
    return scores
  }

  func loss(_ scores: [Wide]) -> Wide {
    let count = design.examples
    var sum = CompensatedSum()
    for row in 0..<count {
      sum.add(design.shares[row] * losses.value(of: row) { scores[$0 * count + row] })
    }
    return sum.value
  }

  func penalty(_ parameters: [Wide]) -> Wide {
    guard l2 > 0 else { return 0 }
    var sum = CompensatedSum()
    for column in 0..<losses.columns {
      let weights = design.weights(
        of: parameters[column * design.columns..<(column + 1) * design.columns])
      for (weight, cost) in zip(weights, design.costs) { sum.add(weight * weight * cost) }
    }
    return l2 / 2 * sum.value
  }
}
