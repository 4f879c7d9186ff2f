import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TrainingSet {
  /// mean H(p) − mean H(q), one a group.
  /// - Parameter scores: Z, columns × examples.
  func entropyLosses(
    ofScores scores: [Double], _ mixtures: [DualBound.Mixture], threads: Int
  ) -> [Double] {
    let all = link == .softmax ? probabilities(ofScores: scores, threads: threads) : []
    let count = link == .softmax ? columns : 2
    // Taken out once: each use of a property asks for the type of these features.
    let (link, columns, classOfExample) = (link, columns, classOfExample)
    let relativeWeights = relativeWeights
    let sums = data.partition.sum(mixtures.count, threads: threads) { range, sums in
      var (p, q) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      for example in range {
        let weight = relativeWeights[example]
        for group in mixtures.indices {
          let first = example * columns + (link == .softmax ? 0 : group)
          if link == .softmax {
            for place in 0..<count { p[place] = all[first + place] }
          } else {
            p[0] = logistic(-scores[first])
            p[1] = logistic(scores[first])
          }
          let mixture = mixtures[group]
          for place in 0..<count {
            q[place] = p[place] + mixture.share * (mixture.classes[place] - p[place])
          }
          if mixture.shrinkage < 1 {
            let label = Int(classOfExample[example])
            let own = link == .oneVersusRest ? (label == group ? 1 : 0) : label
            for place in 0..<count { q[place] *= mixture.shrinkage }
            q[own] += 1 - mixture.shrinkage
          }
          sums[group] += weight * (entropy(p) - entropy(q))
        }
      }
    }
    return sums.map { $0 / Double(data.partition.examples) }
  }
}

/// −Σ p·ln p of probabilities; of the greatest by what it lacks to 1, which may be next to nothing.
private func entropy(_ probabilities: [Double]) -> Double {
  var most = 0
  for index in probabilities.indices where probabilities[index] > probabilities[most] {
    most = index
  }
  var (rest, entropy) = (0.0, 0.0)
  for index in probabilities.indices where index != most && probabilities[index] > 0 {
    rest += probabilities[index]
    entropy -= probabilities[index] * log(probabilities[index])
  }
  return entropy - (1 - rest) * log1p(-rest)
}
