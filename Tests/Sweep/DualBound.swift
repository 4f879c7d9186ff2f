import Foundation

/// A lower bound of the optimum by weak duality: D(q) = mean entropy of q − ‖v‖²/(2·l2), v being
/// what the residuals q − y give each weight. An intercept asks that they sum to 0 in each class,
/// which a mixture of the model's probabilities with a constant does.
struct DualBound {
  let value: Wide
  /// The constant's share of the mixture.
  let mixing: Wide
  /// What rounding can have added to the value.
  let rounding: Wide

  /// - Parameters:
  ///   - parameters: those whose probabilities become q.
  ///   - scores: theirs; of an l2 above 0.
  init(_ piece: Piece, _ parameters: [Wide], scores: [Wide]) {
    let design = piece.design
    let count = design.examples
    var probabilities: [[Wide]] = []
    for row in 0..<count {
      probabilities.append(piece.losses.probabilities(of: row) { scores[$0 * count + row] }.own)
    }
    mixing = design.hasIntercept ? Self.mix(&probabilities, piece) : 0
    var entropy = CompensatedSum()
    for row in 0..<count {
      for q in probabilities[row] where q > 0 { entropy.add(-design.shares[row] * q * log(q)) }
    }
    var squares = CompensatedSum()
    let columns = piece.losses.columns
    // Residuals have errors of some units in their last place; each moves the value by the score
    // that it is multiplied by.
    var moved: Wide = 0
    for column in 0..<columns {
      let index = columns == 1 ? 1 : column
      let residual = (0..<count).map { row in
        design.shares[row]
          * Self.residual(probabilities[row], index, piece.losses.classIndex(of: row))
      }
      let gradient = design.byWeights(
        (0..<design.columns).map { compensatedDot(design.column($0), residual[...]) })
      let sizes = design.byWeights(
        (0..<design.columns).map { feature in
          zip(design.column(feature), residual).reduce(0) { $0 + abs($1.0 * $1.1) }
        })
      for (index, cost) in design.costs.enumerated() {
        let weight = cost > 0 ? gradient[index] / (piece.l2 * cost) : 0
        if cost > 0 { squares.add(gradient[index] * gradient[index] / cost) }
        let own = parameters[column * design.columns + index]
        moved += max(abs(weight), cost > 0 ? 0 : abs(own)) * abs(sizes[index])
      }
    }
    rounding = 4 * Wide.ulpOfOne * moved + Optimum.rounding * max(1, entropy.value)
    // A feature that is not penalised at all would have to have no gradient; none such is kept.
    value = entropy.value - squares.value / (2 * piece.l2)
  }

  private static func residual(_ probabilities: [Wide], _ index: Int, _ own: Int) -> Wide {
    guard index == own else { return probabilities[index] }
    return -probabilities.indices.reduce(Wide(0)) { $1 == own ? $0 : $0 + probabilities[$1] }
  }

  private static func mix(_ probabilities: inout [[Wide]], _ piece: Piece) -> Wide {
    let design = piece.design
    let classes = probabilities[0].count
    var predicted = [CompensatedSum](repeating: CompensatedSum(), count: classes)
    var present = predicted
    for row in 0..<design.examples {
      present[piece.losses.classIndex(of: row)].add(design.shares[row])
      for index in 0..<classes {
        predicted[index].add(design.shares[row] * probabilities[row][index])
      }
    }
    let ratios = zip(present, predicted).map { $0.value / $1.value }
    let mixing = 1 - min(1, ratios.min() ?? 1)
    guard mixing > 0 else { return 0 }
    let constant = (0..<classes).map { index in
      max(0, (present[index].value - (1 - mixing) * predicted[index].value) / mixing)
    }
    for row in probabilities.indices {
      for index in 0..<classes {
        probabilities[row][index] =
          (1 - mixing) * probabilities[row][index] + mixing * constant[index]
      }
    }
    return mixing
  }
}
