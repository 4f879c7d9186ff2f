@testable import SigmoidOptimization
import Foundation

/// The optimum of a binary problem and its standard errors, by Newton's method in double on centred
/// and scaled columns: the textbook, with no code of the command's.
struct PlainNewton {
  let objective: Double
  /// One a column, for the columns as they are; 0 for a constant one, which is left out.
  let weights: [Double]
  let intercept: Double
  /// Of the weights: square roots of the diagonal of the inverse of m times the Hessian; NaN for
  /// a constant column.
  let standardErrors: [Double]
  let interceptStandardError: Double

  struct NotPositiveDefinite: Error {}

  /// - Parameters:
  ///   - columns: the features, one array a column, each as long as `labels`.
  ///   - labels: 0 or 1.
  ///   - l2: the penalty on the weights of the columns as they are.
  /// - Throws: `NotPositiveDefinite` when columns are linear combinations of others, or the labels
  ///   are separated and there is no optimum.
  init(columns: [[Double]], labels: [Double], l2: Double = 0) throws {
    let m = Double(labels.count)
    let means = columns.map { $0.reduce(0, +) / m }
    let deviations = zip(columns, means).map { column, mean in
      // The root of 1e60 squares is taken of numbers of an ordinary size.
      let largest = column.reduce(0) { max($0, abs($1 - mean)) }
      guard largest > 0 else { return 0.0 }
      let squares = column.reduce(0) { $0 + (($1 - mean) / largest) * (($1 - mean) / largest) }
      return largest * (squares / m).squareRoot()
    }
    let kept = columns.indices.filter { deviations[$0] > 0 }
    // The first column is that of the intercept.
    let design =
      [labels.map { _ in 1.0 }]
      + kept.map { j in columns[j].map { ($0 - means[j]) / deviations[j] } }
    let penalties = [0] + kept.map { l2 / deviations[$0] / deviations[$0] }
    var parameters = penalties.map { _ in 0.0 }

    func scores(_ parameters: [Double]) -> [Double] {
      labels.indices.map { i in zip(design, parameters).reduce(0) { $0 + $1.0[i] * $1.1 } }
    }
    func value(_ parameters: [Double]) -> Double {
      let losses = zip(scores(parameters), labels).map {
        max($0, 0) - $0 * $1 + log1p(exp(-abs($0)))
      }
      let penalty = zip(penalties, parameters).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      return losses.reduce(0, +) / m + penalty / 2
    }

    var inverse = [[Double]]()
    for _ in 0..<100 {
      let probabilities = scores(parameters).map { 1 / (1 + exp(-$0)) }
      let residuals = zip(probabilities, labels).map { $0 - $1 }
      let gradient = design.indices.map { j in
        zip(design[j], residuals).reduce(0) { $0 + $1.0 * $1.1 } / m + penalties[j] * parameters[j]
      }
      var hessian = design.map { first in
        design.map { second in
          labels.indices.reduce(0) {
            $0 + first[$1] * second[$1] * probabilities[$1] * (1 - probabilities[$1])
          } / m
        }
      }
      for j in design.indices { hessian[j][j] += penalties[j] }
      inverse = try Self.inverse(hessian)
      let step = inverse.map { row in zip(row, gradient).reduce(0) { $0 + $1.0 * $1.1 } }
      var length = 1.0
      let before = value(parameters)
      var next = parameters
      repeat {
        next = zip(parameters, step).map { $0 - length * $1 }
        length /= 2
      } while value(next) > before && length > 1e-10
      let moved = zip(parameters, next).reduce(0) { max($0, abs($1.0 - $1.1)) }
      parameters = next
      if moved < 1e-13 { break }
    }

    var weights = columns.map { _ in 0.0 }
    var errors = columns.map { _ in Double.nan }
    // b = b' − Σ w'ⱼ meanⱼ/deviationⱼ of the scaled w' and b'.
    var toIntercept = [1.0]
    for (index, j) in kept.enumerated() {
      weights[j] = parameters[index + 1] / deviations[j]
      errors[j] = (inverse[index + 1][index + 1] / m).squareRoot() / deviations[j]
      toIntercept.append(-means[j] / deviations[j])
    }
    let variance = toIntercept.indices.reduce(0) { sum, i in
      toIntercept.indices.reduce(sum) { $0 + toIntercept[i] * inverse[i][$1] * toIntercept[$1] }
    }
    objective = value(parameters)
    self.weights = weights
    intercept = zip(toIntercept, parameters).reduce(0) { $0 + $1.0 * $1.1 }
    standardErrors = errors
    interceptStandardError = (variance / m).squareRoot()
  }

  /// The inverse of a symmetric positive definite matrix, by Gauss and Jordan without exchanges.
  private static func inverse(_ matrix: [[Double]]) throws -> [[Double]] {
    let n = matrix.count
    var rows = matrix.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1.0 : 0.0 } }
    for pivot in 0..<n {
      let divisor = rows[pivot][pivot]
      // A pivot is what is left of a diagonal element.
      guard divisor > 1e-13 * matrix[pivot][pivot] else { throw NotPositiveDefinite() }
      for j in 0..<2 * n { rows[pivot][j] /= divisor }
      for i in 0..<n where i != pivot && rows[i][pivot] != 0 {
        let factor = rows[i][pivot]
        for j in 0..<2 * n { rows[i][j] -= factor * rows[pivot][j] }
      }
    }
    return rows.map { Array($0[n...]) }
  }
}
