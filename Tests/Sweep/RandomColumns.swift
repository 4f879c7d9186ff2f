import Foundation
import SigmoidSystem

/// The features of a problem before they get their offsets and scales: most of spread 1.
struct RandomColumns {
  let examples: Int
  /// Every column of `examples` numbers.
  private(set) var columns: [[Double]] = []

  init(examples: Int, features: Int, isSparse: Bool, from random: inout SeededGenerator) {
    self.examples = examples
    for _ in 0..<features {
      var column = draw(&random)
      if isSparse {
        let density = random.logUniform(0.02, 1)
        for index in column.indices where !random.chance(density) { column[index] = 0 }
      }
      columns.append(column)
    }
  }

  private func draw(_ random: inout SeededGenerator) -> [Double] {
    switch random.uniform() {
    case ..<0.5: random.normals(examples)
    case ..<0.65: correlated(&random)
    case ..<0.75: rare(&random)
    case ..<0.9: integers(&random)
    case ..<0.95: random.normals(examples).map { exp(1.5 * $0) }
    case ..<0.98: random.normals(examples).map { $0 > 0 ? 1 : 0 }
    case ..<0.99: [Double](repeating: 1, count: examples)
    default: columns.last ?? random.normals(examples)
    }
  }

  /// With an earlier column, up to 1 − 1e-8.
  private func correlated(_ random: inout SeededGenerator) -> [Double] {
    guard !columns.isEmpty else { return random.normals(examples) }
    let other = columns[random.index(below: columns.count)]
    let correlation = 1 - random.logUniform(1e-8, 0.5)
    let rest = (1 - correlation * correlation).squareRoot()
    return other.map { correlation * $0 + rest * random.normal() }
  }

  /// Ones in few examples, one at the least.
  private func rare(_ random: inout SeededGenerator) -> [Double] {
    let rate = random.logUniform(min(0.3, 2 / Double(examples)), 0.4)
    var column = (0..<examples).map { _ in random.chance(rate) ? 1.0 : 0 }
    column[random.index(below: examples)] = 1
    return column
  }

  /// Counts of a mean from 0.5 to 30.
  private func integers(_ random: inout SeededGenerator) -> [Double] {
    let mean = random.logUniform(0.5, 30)
    return (0..<examples).map { _ in max(0, (mean + mean.squareRoot() * random.normal()).rounded())
    }
  }
}
