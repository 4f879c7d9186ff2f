import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The Hessian of the penalised mean loss at a point, factored:
///
///     logistic       Σ c·p(1 − p)·x̃x̃ᵀ/Σc + D                    order features + 1
///     one-vs-rest    the same for each column, which does not depend on the others
///     softmax        block (k, l): Σ c·p_k(δ_kl − p_l)·x̃x̃ᵀ/Σc, + D    order (features + 1)·columns
///
/// x̃ is an example in the coordinates of the solvers with a one behind it, D the penalty's curvature
/// on the diagonal, 0 for intercepts. Parameters of features that take no part, and those of
/// intercepts where none are fitted, are left out: they stay where they are.
///
/// A softmax does not change when the same is added to all columns; the factor is that of the Hessian
/// with a curvature of its own for that common part, of which no gradient has any.
struct FactoredHessian: Sendable {
  private let blocks: [Block]
  private let features: Int
  private let columns: Int
  private let isSoftmax: Bool
  /// Whether something was added to its diagonal, to make it positive definite.
  let isDamped: Bool
  /// See `Cholesky.leastPivotShare`; over all blocks.
  let leastPivotShare: Double

  /// The most numbers in a row of a block, for who asks for Newton's method: 56 bytes for each pair.
  static var mostParameters: Int { 10_000 }
  /// The most for a Hessian that nobody asked for: 8·most² bytes, and most³/3 operations.
  static var affordableParameters: Int { 4096 }

  /// Shares of the diagonal that are added, in turn, to a Hessian that rounding or features without
  /// any variance leave singular.
  private static var dampings: [Double] { [1e-13, 1e-11, 1e-9, 1e-7, 1e-5] }
  /// With a pivot that is less of its row, sums of squares have lost half of their digits.
  private static var weakPivot: Double { 1e-7 }

  /// A shared owner of a factor, which itself cannot be kept in an array.
  private final class Block: Sendable {
    let cholesky: Cholesky<Double>
    /// Of each row, where its parameter is.
    let places: [Int]
    /// Before it was factored.
    let diagonal: [Double]
    /// Whether something was added to it.
    let isDamped: Bool
    /// Whether the factor is that of the rows that the block is a sum of squares of.
    let isOfRows: Bool

    init(
      _ cholesky: consuming Cholesky<Double>, places: [Int], diagonal: [Double],
      isDamped: Bool = false, isOfRows: Bool = false
    ) {
      self.isOfRows = isOfRows
      self.cholesky = cholesky
      self.places = places
      self.diagonal = diagonal
      self.isDamped = isDamped
    }
  }

  /// - Parameters:
  ///   - scores: Z of the examples here, columns × examples.
  ///   - takesPart: of each feature, whether it does.
  ///   - ofRows: whether a block that is nearly singular is factored from the rows that it is a sum of
  ///     squares of, to all the digits there are: for proofs. Steps are better off with something
  ///     added to it than with a direction that goes on and on.
  /// - Returns: nil when it has no factor, however damped.
  init?<Features: FeatureStorage>(
    _ loss: LinearLoss<Features>, scores: [Double], penalty: any Penalty, takesPart: [Bool],
    ofRows: Bool
  ) {
    features = loss.features
    columns = loss.columns
    isSoftmax = loss.isSoftmax
    let rows = (0..<features).filter { takesPart[$0] } + (loss.fitsIntercept ? [features] : [])
    let maker = BlockMaker(
      loss: loss, curvature: loss.curvature(ofScores: scores), penalty: penalty, rows: rows)
    var blocks: [Block] = []
    var least = 1.0
    for block in loss.groups {
      let matrix = maker.matrix(of: block)
      let diagonal = (0..<matrix.rows).map { matrix[$0, $0] }
      guard diagonal.allSatisfy({ $0.isFinite }) else { return nil }
      let mean = diagonal.reduce(0, +) / Double(max(1, diagonal.count))
      let places = loss.places(of: block, rows: rows)
      var factor: Block?
      // One thread: LAPACK's bits depend on their number.
      BLASThreads.scoped(1) {
        var share = 1.0
        if let exact = try? Cholesky(matrix) {
          share = exact.leastPivotShare(diagonal: diagonal)
          factor = Block(exact, places: places, diagonal: diagonal)
        }
        if ofRows, factor == nil || share < Self.weakPivot, let rows = maker.rows(of: block),
          let exact = try? Cholesky(ofRows: rows)
        {
          share = exact.leastPivotShare(diagonal: diagonal)
          factor = Block(exact, places: places, diagonal: diagonal, isOfRows: true)
        }
        least = min(least, share)
        for damping in Self.dampings where factor == nil {
          var copy = matrix
          for index in diagonal.indices {
            copy[index, index] += damping * (diagonal[index] > 0 ? diagonal[index] : mean)
          }
          if let damped = try? Cholesky(copy) {
            factor = Block(damped, places: places, diagonal: diagonal, isDamped: true)
          }
        }
      }
      guard let factor else { return nil }
      blocks.append(factor)
    }
    self.blocks = blocks
    isDamped = blocks.contains { $0.isDamped }
    leastPivotShare = isDamped ? 0 : least
  }

  /// Of all factors.
  var numbers: Int { blocks.reduce(0) { $0 + $1.places.count * $1.places.count } }

  /// Whether it is factored as it is, nothing added and no rows in its place.
  var isPlain: Bool { !blocks.contains { $0.isDamped || $0.isOfRows } }

  /// H⁻¹ of a block, in the order of these places; nil where H is damped, or has others.
  func inverse(ofBlock index: Int, places: [Int]) -> Matrix<Double>? {
    let block = blocks[index]
    guard !block.isDamped, block.places == places else { return nil }
    // One thread: BLAS's bits may depend on their number.
    return BLASThreads.scoped(1) { block.cholesky.inverse() }
  }

  /// vector ← H⁻¹·vector, in place; 0 where a parameter takes no part.
  func solve(_ vector: inout [Double]) {
    var result = [Double](repeating: 0, count: vector.count)
    for block in blocks {
      var right = block.places.map { vector[$0] }
      var span = right.mutableSpan
      block.cholesky.solve(&span)
      for (place, value) in zip(block.places, right) { result[place] = value }
    }
    if isSoftmax { result.removeCommonPart(columns: columns) }
    vector = result
  }

  /// Blocks: one, or one a column.
  var blockCount: Int { blocks.count }

  /// Σ H_jj·(H⁻¹)_jj over a block: an upper bound of the inverse of the least eigenvalue of the block
  /// with a diagonal of ones, which is what rounding compares with; infinite where H is damped. In order³
  /// operations.
  func condition(ofBlock index: Int) -> Double {
    let block = blocks[index]
    guard !block.isDamped else { return .infinity }
    return zip(block.cholesky.inverseDiagonal(), block.diagonal).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// xᵀH⁻¹x of a block, x being numbers for the features and the intercept of one column.
  func lengthSquared(ofBlock index: Int, _ x: [Double], column: Int) -> Double {
    let block = blocks[index]
    let intercepts = features * columns
    let own = column * features..<(column + 1) * features
    let vector = block.places.map { place in
      place >= intercepts
        ? (place - intercepts == column ? x[features] : 0)
        : (own.contains(place) ? x[place - own.lowerBound] : 0)
    }
    var solution = vector
    var span = solution.mutableSpan
    block.cholesky.solve(&span)
    return zip(vector, solution).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// H_jj of every parameter of a block, and its place.
  func forEachDiagonal(ofBlock index: Int, _ body: (_ place: Int, _ diagonal: Double) -> Void) {
    for (place, diagonal) in zip(blocks[index].places, blocks[index].diagonal) {
      body(place, diagonal)
    }
  }

  /// Σ a·b over the parameters of a block.
  func product(ofBlock index: Int, _ a: [Double], _ b: [Double]) -> Double {
    blocks[index].places.reduce(0) { $0 + a[$1] * b[$1] }
  }

  /// What share of gᵀH⁻¹g of a block rounding may hide; infinite where it says nothing.
  /// - Parameter condition: of the block.
  func roundingShare(ofBlock index: Int, condition: Double) -> Double {
    let block = blocks[index]
    // What the sums of H and its factor are off by, beside its diagonal; or a factor of rows beside
    // those.
    return 8 * Double(block.places.count + 16) * Double.ulpOfOne
      * (block.isOfRows ? condition.squareRoot() : condition)
  }
}

/// The blocks of a Hessian before they are factored.
private struct BlockMaker<Features: FeatureStorage> {
  let loss: LinearLoss<Features>
  let curvature: ScoreCurvature
  let penalty: any Penalty
  /// Features that take part, and behind them `features` for the intercept.
  let rows: [Int]

  /// The most numbers of rows that are written out.
  private static var mostRowNumbers: Int { 1 << 21 }

  /// A with AᵀA the block of some columns of parameters: a row for each root of the penalty's curvature,
  /// and of each example √(c·p(1 − p)/Σc)·x̃, or of a softmax √(c·p_k/Σc)·(e_k − p) ⊗ x̃ for each class
  /// k. nil where they would take too much memory.
  ///
  /// Every process writes out the examples of all, and so has the same bits.
  func rows(of block: Range<Int>) -> Matrix<Double>? {
    let order = rows.count
    let (examples, columns, isSoftmax) = (loss.examples, loss.columns, loss.isSoftmax)
    let count = examples.data.partition.examples
    let width = order * block.count
    let head = width + (isSoftmax ? order : 0)
    let height = head + count * (isSoftmax ? columns : 1)
    guard height * width <= Self.mostRowNumbers else { return nil }
    let all = examples.data.partition.drawing(Array(0..<count))
    let features = all.gather(examples.data.features)
    let chances = (0..<columns).map { column in
      all.gather(
        (0..<examples.data.examples).map {
          curvature.probabilities[$0 * columns + column]
        })
    }
    let rests = (0..<columns).map { column in
      all.gather(
        (0..<examples.data.examples).map {
          curvature.complements[$0 * columns + column]
        })
    }
    var x = [Double](repeating: 1, count: features.features + 1)
    let weights = all.gather((0..<examples.data.examples).map { examples.relativeWeights[$0] })
    var result = Matrix<Double>(rows: height, columns: width)
    let curvatures = loss.places(of: block, rows: rows).map {
      penalty.curvature(of: $0).squareRoot()
    }
    // The greatest first.
    for (row, index) in curvatures.indices.sorted(by: { curvatures[$0] > curvatures[$1] })
      .enumerated()
    {
      result[row, index] = curvatures[index]
    }
    for example in 0..<count {
      examples.write(example, of: features, to: &x)
      let weight = weights[example] / Double(count)
      var elements = result.mutableSpan
      if isSoftmax {
        for k in block {
          let root = (chances[k][example] * weight).squareRoot()
          let row = head + example * columns + k
          for l in block {
            let share = root * (k == l ? rests[k][example] : -chances[l][example])
            for (index, feature) in rows.enumerated() {
              elements[(l * order + index) * height + row] = share * x[feature]
            }
          }
        }
      } else {
        let column = block.lowerBound
        let root = (chances[column][example] * rests[column][example] * weight).squareRoot()
        for (index, feature) in rows.enumerated() {
          elements[index * height + head + example] = root * x[feature]
        }
      }
    }
    if isSoftmax { addCommonRows(to: &result, from: width, columns: block.count) }
    return result
  }

  /// The rows of `addCommonPart`: 1/√K of the root of a feature's mean curvature, in all columns.
  private func addCommonRows(to rows: inout Matrix<Double>, from first: Int, columns: Int) {
    let order = self.rows.count
    for index in 0..<order {
      var squares = 0.0
      for l in 0..<columns {
        let start = (l * order + index) * rows.rows
        let elements = rows.span
        for place in start..<start + rows.rows { squares += elements[place] * elements[place] }
      }
      let root = (squares / Double(columns * columns)).squareRoot()
      for l in 0..<columns { rows[first + index, l * order + index] = root }
    }
  }

  /// The lower triangle of the block of some columns of parameters.
  func matrix(of columns: Range<Int>) -> Matrix<Double> {
    var result = loss.hessian(of: columns, rows: rows, curvature)
    for (index, place) in loss.places(of: columns, rows: rows).enumerated() {
      result[index, index] += penalty.curvature(of: place)
    }
    if loss.isSoftmax { result.addCommonPart(columns: columns.count) }
    return result
  }
}

extension Matrix<Double> {
  /// Of each pair of a feature's parameters in two columns of a softmax as much as they have curvature
  /// themselves, along the common part of all columns, which has none.
  /// - Parameter columns: of parameters, one after the other; the lower triangle alone is used.
  mutating func addCommonPart(columns: Int) {
    let order = rows / columns
    for row in 0..<order {
      let sum = (0..<columns).reduce(0) { $0 + self[$1 * order + row, $1 * order + row] }
      let mean = sum / Double(columns)
      for l in 0..<columns {
        for k in 0...l { self[l * order + row, k * order + row] += mean / Double(columns) }
      }
    }
  }
}
