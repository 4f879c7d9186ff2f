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
  func entropyLosses(
    at parameters: [Double], _ mixtures: [DualBound.Mixture], threads: Int
  ) -> [Double] {
    let scores = scores(at: parameters, threads: threads)
    let all = link == .softmax ? probabilities(ofScores: scores, threads: threads) : []
    let count = link == .softmax ? columns : 2
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
          let (share, classes) = (mixtures[group].share, mixtures[group].classes)
          for place in 0..<count { q[place] = p[place] + share * (classes[place] - p[place]) }
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
