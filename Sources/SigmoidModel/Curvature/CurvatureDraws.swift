import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Examples drawn for a column, in proportion to their curvatures.
struct CurvatureDraw {
  /// Among the examples of all processes.
  var positions: [Int] = []
  /// What each stands for in the mean of the curvatures.
  var curvatures: [Double] = []
}

/// Draws examples with a chance in proportion to their curvature in each column, and weighs them by its
/// inverse: the same ones on any number of threads and processes.
struct CurvatureDraws: Sendable {
  /// Of the examples here, columns × examples.
  private let curvatures: [Double]
  private let columns: Int
  private let partition: Partition
  private let threads: Int

  init(_ curvatures: consuming [Double], columns: Int, _ partition: Partition, threads: Int) {
    self.curvatures = curvatures
    self.columns = columns
    self.partition = partition
    self.threads = threads
  }

  /// About `wanted` examples a column; nil where a column has no curvature.
  func callAsFunction(_ wanted: Int, seed: UInt64) -> [CurvatureDraw]? {
    guard let rates = rates(drawing: Double(wanted)) else { return nil }
    let (range, mean) = (partition.range, 1 / Double(partition.examples))
    let drawn = parallelMap(columns, threads: threads) { column in
      var generator = SeededGenerator(seed: seed, stream: UInt64(column) + 1)
      generator.skip(range.lowerBound)
      var draw = CurvatureDraw()
      for example in 0..<range.count {
        let curvature = curvatures[example * columns + column]
        let chance = min(1, rates[column] * curvature)
        guard Double(generator.next() >> 11) * 0x1p-53 < chance else { continue }
        draw.positions.append(range.lowerBound + example)
        draw.curvatures.append(curvature / chance * mean)
      }
      return draw
    }
    let all = drawn.map { draw in
      CurvatureDraw(
        positions: partition.communicator.allGather(draw.positions).flatMap { $0 },
        curvatures: partition.communicator.allGather(draw.curvatures).flatMap { $0 })
    }
    return all.contains { $0.positions.isEmpty } ? nil : all
  }

  /// For each column the factor by which curvatures are chances, at most 1 each, of nearly `wanted`
  /// examples in all; nil where a column has no curvature.
  private func rates(drawing wanted: Double) -> [Double]? {
    var rates = sums([Double](repeating: 1, count: columns), atMost: .infinity)
    guard rates.allSatisfy({ $0 > 0 }) else { return nil }
    for column in rates.indices { rates[column] = wanted / rates[column] }
    var isDone = [Bool](repeating: false, count: columns)
    for _ in 0..<Self.mostPasses {
      let counts = sums(rates, atMost: 1)
      for column in rates.indices where !isDone[column] {
        isDone[column] = !(counts[column] < Self.enough * wanted && counts[column] > 0)
        if !isDone[column] { rates[column] *= wanted / counts[column] }
      }
      if isDone.allSatisfy({ $0 }) { break }
    }
    return rates
  }

  /// Nobody sees a sample that is a little smaller; the last examples of it take the most passes.
  private static let enough = 0.95
  private static let mostPasses = 20

  /// Σ min(limit, rate·curvature), one a column.
  private func sums(_ rates: [Double], atMost limit: Double) -> [Double] {
    partition.sum(columns, threads: threads) { range, sums in
      for example in range {
        for column in 0..<columns {
          sums[column] += min(limit, rates[column] * curvatures[example * columns + column])
        }
      }
    }
  }
}
