import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How near the features are to combinations of one another.
extension FittedData {
  /// Of each term, its generalised factor of variance inflation.
  /// - Parameters:
  ///   - gram: Σ c·x̃x̃ᵀ in the solvers' coordinates, in the order of `fitted.rows`.
  ///   - covariance: of the coefficients; nil where it tells nothing of it.
  func varianceInflation(
    of model: LogisticModel, _ gram: Matrix<Double>, covariance: Matrix<Double>?
  ) -> [Diagnostics.VarianceInflation] {
    let terms = testedTerms(of: model)
    guard fitted.loss.fitsIntercept, terms.count > 1 else { return [] }
    let count = fitted.rows.count - 1
    // About the means, where the solvers' coordinates are not.
    var centred = Matrix<Double>(rows: count, columns: count)
    for j in 0..<count {
      for i in 0..<count {
        centred[i, j] = gram[i, j] - gram[i, count] * gram[j, count] / gram[count, count]
      }
    }
    let groups = terms.map { term in
      (0..<count).filter { term.features.contains(fitted.rows[$0]) }
    }
    guard let ofFeatures = Self.inflation(centred, groups) else { return [] }
    let ofFit = covariance.flatMap { Self.inflation($0, groups) }
    return terms.indices.map { index in
      Diagnostics.VarianceInflation(
        term: terms[index].term, degrees: groups[index].count, factor: ofFit?[index],
        featureFactor: ofFeatures[index])
    }
  }

  /// det R₁₁ · det R₂₂/det R of each group, R being the correlations of all their rows, R₁₁ those of the group
  /// and R₂₂ those of the others.
  /// - Returns: nil where a determinant cannot be told from 0.
  private static func inflation(_ matrix: Matrix<Double>, _ groups: [[Int]]) -> [Double]? {
    func logDeterminant(_ chosen: [Int]) -> Double? {
      (try? Cholesky(matrix.scaledToOnes(chosen)))?.logDeterminant
    }
    let all = groups.flatMap(\.self).sorted()
    guard let whole = logDeterminant(all) else { return nil }
    var result: [Double] = []
    for group in groups {
      guard let one = logDeterminant(group),
        let other = logDeterminant(all.filter { !group.contains($0) })
      else { return nil }
      result.append(exp(one + other - whole))
    }
    return result
  }

  /// √(λ_max/λ_min) of Σ w·x·xᵀ, x being an example as it is with its one, at a diagonal of ones.
  /// - Parameter gram: of the same in the solvers' coordinates.
  func conditionNumber(_ gram: Matrix<Double>) -> Double? {
    let rows = fitted.rows
    var raw = gram
    if let standardization {
      var change = Matrix<Double>(rows: rows.count, columns: rows.count)
      for (index, row) in rows.enumerated() {
        guard row < fitted.features else {
          change[index, index] = 1
          continue
        }
        change[index, index] = 1 / standardization.factors[row]
        if fitted.loss.fitsIntercept {
          change[index, rows.count - 1] = standardization.means[row]
        }
      }
      raw = change.product(with: gram).product(with: change.transposed())
    }
    guard let values = raw.scaledToOnes(Array(rows.indices)).symmetricEigenvalues(),
      let least = values.first, let most = values.last
    else { return nil }
    let limit = Diagnostics.mostConditionNumber
    return least * limit * limit >= most ? (most / least).squareRoot() : nil
  }
}

extension Matrix<Double> {
  /// Some rows and the same columns of this symmetric matrix, a_ij/√(a_ii·a_jj).
  fileprivate func scaledToOnes(_ chosen: [Int]) -> Matrix<Double> {
    var part = Matrix<Double>(rows: chosen.count, columns: chosen.count)
    let roots = chosen.map { self[$0, $0].squareRoot() }
    for (j, column) in chosen.enumerated() {
      for (i, row) in chosen.enumerated() {
        part[i, j] = i == j ? 1 : self[row, column] / roots[i] / roots[j]
      }
    }
    return part
  }
}
