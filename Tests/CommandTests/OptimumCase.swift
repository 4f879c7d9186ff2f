@testable import SigmoidOptimization
import Foundation
import TestSupport

/// A case whose optimum is known: what every solver that ends at the optimum has to find.
struct OptimumCase: CustomStringConvertible, Sendable {
  let name: String
  /// The column of the labels and the positive label; nil where the labels are an array.
  var label: (column: String, positive: String)?
  var l2 = 0.0
  let objective: Double
  /// Of the features in their order, as they are; nil where the source gives none.
  var weights: [Double]?
  var intercept: Double?
  /// Columns that are constant: the intercept times the number.
  var constant: [String: Double] = [:]
  /// Newton's method needs a matrix of features × features.
  var solvers = ["auto", "lbfgs", "newton"]
  /// Where the numbers are from.
  let source: String

  var description: String { name }
  var folder: CaseFolder? { CaseFolder(name) }

  /// The columns of the features and the labels as 0 and 1, read by the tests' own readers from the
  /// first command's files.
  func examples(_ arguments: [String]) throws -> (columns: [[Double]], labels: [Double]) {
    if let labels = arguments.value(of: "--labels") {
      return (try NPYNumbers(path: arguments[1]).columns, try NPYNumbers(path: labels).columns[0])
    }
    let table = try TableText(String(contentsOfFile: arguments[1], encoding: .utf8))
    let (column, positive) = label ?? ("label", "1")
    let names = table.header.filter { $0 != column }
    return (
      try names.map(table.numbers),
      try table.column(column).map { $0.text == positive ? 1 : 0 }
    )
  }

  /// Those with copies beside the tests.
  static let small = [
    OptimumCase(
      name: "optimum-constant-million", label: ("label", "1"), l2: 1e-3,
      objective: 0.57385178749521, weights: [0.98371551371225, 0.51681225263474, 0],
      intercept: -0.15328351172527, constant: ["const": 1e6],
      source: "NumPy, Newton in long double on centred columns"),
    OptimumCase(
      name: "optimum-density", label: ("label", "1"), objective: 0.41466618714161,
      weights: [721.75944177793, -0.014816600651711], intercept: -726.23853846875,
      source: "NumPy, Newton in long double on centred columns; R's glm has 0.4146662"),
    OptimumCase(
      name: "optimum-epoch-seconds", label: ("label", "1"), objective: 0.6191502217786,
      weights: [0.0015210751419333, 0.095895796393357], intercept: -2_585_828.8739066,
      source: """
        NumPy, Newton in long double on centred columns; scikit-learn's StandardScaler and \
        LogisticRegression(C=inf) agree
        """),
    OptimumCase(
      name: "optimum-near-constant-standardized", objective: 0.54117108978097,
      weights: [1_543_419.5251143], intercept: -1_543_419.494684,
      source: "NumPy, Newton in long double on centred columns"),
    OptimumCase(
      name: "optimum-raw-1e30", objective: 0.45556918108597,
      weights: [1.0140931766962e-30, -1.4899147904438e-30], intercept: -1.0172763748161,
      source: "NumPy, Newton in long double on centred columns"),
    OptimumCase(
      name: "optimum-year-minimal", label: ("label", "1"), objective: 0.52809881717957,
      weights: [0.59408436019858], intercept: -1190.842100018,
      source: "NumPy, Newton in long double on centred columns"),
  ]

  /// Those that only the shared folder has.
  static let large = [
    OptimumCase(
      name: "optimum-tolerance-default", label: ("default", "Yes"), objective: 0.091488361824107,
      weights: [0.0054697813308180, 4.6066138870885e-06, -0.7308355184363775],
      intercept: -10.430133657097, source: "the table of optimum-unscaled-table"),
    OptimumCase(
      name: "optimum-unscaled-table", label: ("default", "Yes"), objective: 0.091488361824107,
      weights: [0.0054697813308180, 4.6066138870885e-06, -0.7308355184363775],
      intercept: -10.430133657097,
      source: """
        NumPy, Newton in long double on centred columns; scikit-learn's newton-cholesky agrees
        """),
    OptimumCase(
      name: "optimum-wide-counts", l2: 0.0003333333333333333, objective: 0.35621133092849,
      solvers: ["auto", "lbfgs"],
      source: """
        NumPy, Newton in double by the matrix of examples × examples; Newton-CG with a diagonal \
        preconditioner agrees, scikit-learn's newton-cg ends 4e-10 above
        """),
  ]

  /// 39 of the examples of MASS's Pima.tr.
  static let defaultDivergence = OptimumCase(
    name: "default-divergence", label: ("type", "Yes"), objective: 0.36490063616383,
    weights: [
      0.026337126627995, 0.025781156451266, 0.0013258920604056, 0.013438930891803,
      0.10736548155387, 4.3089810432095, 0.1043907514895,
    ],
    intercept: -13.896117520528, source: "NumPy, Newton in long double on centred columns")

  /// Names of the shared folder's cases that no row here is of.
  static func unknown() throws -> [String] {
    guard let shared = SharedFolder.cases.path else { return [] }
    let known = Set((small + large).map(\.name))
    return try FileManager.default.contentsOfDirectory(atPath: shared)
      .filter { $0.hasPrefix("optimum-") && !known.contains($0) }.sorted()
  }
}
