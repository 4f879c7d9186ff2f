import Foundation
import TestSupport
import Testing

/// What `train --json` says of how a fit ended, and whether that may be said.
struct FitClaims {
  let objective: Double
  let converged: Bool
  let said: [String: Any]

  struct Separation {
    let kind: String
    let columns: [String]
  }

  struct Aliased {
    let column: String
    /// What the column is the sum of; the intercept is a column of ones.
    let combination: [String: Double]
  }

  init(_ json: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    said = try JSON.object(json, sourceLocation: sourceLocation)
    objective = try said.number("objective", sourceLocation: sourceLocation)
    converged = try #require(said["converged"] as? Bool, sourceLocation: sourceLocation)
    let promised = ["dualityGap", "lowerBound", "gapIs", "gapEstimate", "separation", "aliased"]
    #expect(said.missing(promised) == [], sourceLocation: sourceLocation)
  }

  var separation: Separation? {
    guard let object = said["separation"] as? [String: Any], let kind = object["kind"] as? String
    else { return nil }
    return Separation(kind: kind, columns: object["columns"] as? [String] ?? [])
  }

  var aliased: [Aliased] {
    (said["aliased"] as? [[String: Any]] ?? []).map { object in
      Aliased(
        column: object["column"] as? String ?? "",
        combination: object["combination"] as? [String: Double] ?? [:])
    }
  }

  private func number(_ key: String) -> Double? { (said[key] as? NSNumber)?.doubleValue }

  /// What is said of the gap is true of a fit whose optimum is known.
  func checkClaims(
    optimum: Double, l2: Double, _ context: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let above = objective - optimum
    let rounding = Tolerance.optimumObjective * optimum
    #expect(
      !converged || above <= Tolerance.convergedGap * optimum,
      "\(context): converged \(above) above the optimum", sourceLocation: sourceLocation)
    checkGaps(context, sourceLocation: sourceLocation)
    guard l2 > 0 else {
      // Without a penalty the dual has no bound that a fit could prove.
      #expect(
        number("dualityGap") == nil && number("lowerBound") == nil
          && said["gapIs"] as? String != "proved", context, sourceLocation: sourceLocation)
      return
    }
    guard let gap = number("dualityGap"), let bound = number("lowerBound") else {
      Issue.record("\(context): no dualityGap or lowerBound", sourceLocation: sourceLocation)
      return
    }
    #expect(said["gapIs"] as? String == "proved", context, sourceLocation: sourceLocation)
    #expect(bound <= optimum + rounding, "\(context): \(bound)", sourceLocation: sourceLocation)
    #expect(gap >= above - rounding, "\(context): \(gap)", sourceLocation: sourceLocation)
    #expect(
      !converged || objective - bound <= Tolerance.convergedGap * objective + rounding,
      "\(context): \(bound)", sourceLocation: sourceLocation)
  }

  /// A loss is not below 0, so that no fit is further above the optimum than its objective.
  func checkGaps(_ context: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
    for key in ["dualityGap", "gapEstimate"] {
      guard let gap = number(key) else { continue }
      #expect(
        gap <= objective, "\(context): \(key) \(gap), objective \(objective)",
        sourceLocation: sourceLocation)
    }
  }

  /// No column is separated, and aliased are those that are constant, alone.
  func checkColumns(
    constant: [String: Double], _ context: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(said["separation"] is NSNull, context, sourceLocation: sourceLocation)
    let found = Dictionary(
      aliased.map { ($0.column, $0.combination) }, uniquingKeysWith: { first, _ in first })
    #expect(Set(found.keys) == Set(constant.keys), context, sourceLocation: sourceLocation)
    for (column, value) in constant {
      #expect(
        found[column] == ["(intercept)": value], "\(context), \(column)",
        sourceLocation: sourceLocation)
    }
  }

  /// The text for people names no gap that is larger than the objective.
  func checkText(
    _ text: String, _ context: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let number = #"([0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)"#
    for pattern in ["\(number) above the optimum", "gap (?:of |at most |about |≤ )*\(number)"] {
      guard let expression = try? Regex(pattern, as: (Substring, Substring).self) else {
        Issue.record("no pattern: \(pattern)")
        continue
      }
      for match in text.matches(of: expression) {
        // Three digits are printed.
        #expect(
          Double(match.1) ?? .infinity <= objective * 1.01, "\(context): \(match.0)",
          sourceLocation: sourceLocation)
      }
    }
  }
}
