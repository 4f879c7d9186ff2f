@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport

/// housing (MASS; the folder of references): satisfaction as the label, three classes, by influence, type and
/// contact, with the case weights `freq`.
struct Housing {
  /// infl, type and cont as numbers.
  var rows: [[Double]] = []
  /// Indicators of their levels but the first.
  var indicators: [[Double]] = []
  var labels: [Int] = []
  var weights: [Double] = []
  /// type and infl together: twelve of them.
  var clusters: [String] = []

  init() throws {
    let text = String(
      decoding: try SharedFolder.reference.read("data/housing.csv"), as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",").compactMap { Double($0) }
      let isLevel = [
        cells[1] == 2, cells[1] == 3, cells[2] == 2, cells[2] == 3, cells[2] == 4, cells[3] == 2,
      ]
      rows.append(Array(cells[1...3]))
      indicators.append(isLevel.map { $0 ? 1 : 0 })
      labels.append(Int(cells[0]))
      weights.append(cells[4])
      clusters.append("\(cells[2])/\(cells[1])")
    }
  }

  static let names = ["infl2", "infl3", "type2", "type3", "type4", "cont2"]

  /// Of several classes, by numbers.
  func fit(_ regression: LogisticRegression = .init(solver: .newton())) throws -> LogisticFit {
    try regression.fit(
      rows, labels: labels, featureNames: ["infl", "type", "cont"], caseWeights: weights)
  }

  /// Of classes in an order, by indicators.
  func ordinalFit(l2: Double = 0, threads: Int = 1) throws -> LogisticFit {
    try LogisticRegression(l2: l2, task: OrdinalTask()).fit(
      indicators, labels: labels, featureNames: Self.names, caseWeights: weights,
      run: RunOptions(threads: threads))
  }
}
