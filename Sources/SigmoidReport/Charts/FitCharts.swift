import SigmoidMetrics
import SigmoidModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Pictures of a fit of two classes in the rows that it was made from.
package enum FitCharts {
  /// Dots of one picture; of more rows some are drawn.
  package static let mostDots = 3000
  /// Of these, those that lie farthest out.
  package static let mostFarOut = 300
  /// Rows that are named beside their dots.
  private static let mostNamed = 5

  /// The rows to draw of many: those that lie farthest out, and of the others as many as there is room
  /// for, evenly in the order of what the picture has on its axis.
  /// - Parameters:
  ///   - place: of each row on the axis.
  ///   - size: how far out each row lies.
  /// - Returns: positions, in the order of the axis.
  package static func drawn(place: [Double], size: [Double]) -> [Int] {
    let order = place.indices.sorted { (place[$0], $0) < (place[$1], $1) }
    guard order.count > mostDots else { return order }
    let far = Set(
      size.indices.sorted { (size[$1], $0) < (size[$0], $1) }.prefix(mostFarOut))
    let others = order.filter { !far.contains($0) }
    let room = mostDots - mostFarOut
    var kept = far
    for index in 0..<room { kept.insert(others[index * (others.count - 1) / (room - 1)]) }
    return order.filter(kept.contains)
  }

  /// Deviance residuals against the fitted log-odds, with a smooth line.
  /// - Parameter weights: what each example counts; empty for 1 each.
  package static func residuals(
    _ examples: [Diagnostics.Example], weights: [Double], of name: String
  ) -> ScatterChart {
    let points = examples.map { CurvePoint(x: $0.logOdds, y: $0.deviance) }
    let order = points.indices.sorted { (points[$0].x, $0) < (points[$1].x, $1) }
    var lowess = Lowess()
    lowess.robustSteps = 0
    let smooth = lowess.smooth(
      order.map { points[$0] }, weights: weights.isEmpty ? [] : order.map { weights[$0] })
    let shown = drawn(place: points.map(\.x), size: points.map { abs($0.y) })
    let x = ChartAxis(label: "fitted log-odds of \(name)", covering: points.map(\.x))
    let y = ChartAxis(label: "deviance residual", covering: points.map(\.y), includesZero: true)
    let (lowest, highest) = (smooth.map(\.y).min() ?? 0, smooth.map(\.y).max() ?? 0)
    return ScatterChart(
      title: "Residuals against fitted values",
      summary: "The deviance residual of each example at its fitted log-odds, from "
        + "\(NumberText.short(points.map(\.y).min() ?? 0)) to "
        + "\(NumberText.short(points.map(\.y).max() ?? 0)). The smooth line runs from "
        + "\(NumberText.short(lowest)) to \(NumberText.short(highest)).",
      x: x, y: y,
      dots: [true, false].map { isPositive in
        ScatterChart.Dots(
          name: isPositive ? "is \(name)" : "is not \(name)",
          points: shown.filter { examples[$0].isPositive == isPositive }.map { points[$0] },
          isAbove: isPositive)
      },
      lines: [
        ScatterChart.Line(
          name: "smooth", points: thinned(smooth, to: LineChart.mostPoints), style: .main),
        zero(x),
      ])
  }

  /// Standardised Pearson residuals against leverages, with lines of one Cook's distance.
  /// - Parameters:
  ///   - coefficients: that are estimated.
  ///   - rowName: what the row of an example is called.
  package static func influence(
    _ examples: [Diagnostics.Example], coefficients: Int, of name: String,
    rowName: (Diagnostics.Example) -> String = { "\($0.position)" }
  ) -> ScatterChart {
    let usable = examples.filter(hasInfluence)
    let points = usable.map { CurvePoint(x: $0.leverage, y: $0.standardizedPearson ?? 0) }
    let shown = drawn(place: points.map(\.x), size: usable.map { $0.cook ?? 0 })
    let x = ChartAxis(label: "leverage", covering: points.map(\.x), includesZero: true)
    let y = ChartAxis(
      label: "standardised Pearson residual", covering: points.map(\.y), includesZero: true)
    let most = usable.mostInfluential(mostListed)
    let words = most.prefix(mostNamed).map {
      "example \(rowName($0)) \(NumberText.short($0.cook ?? 0))"
    }
    return ScatterChart(
      title: "Influence",
      summary:
        "The standardised residual of each example at its leverage. The largest distances of "
        + "Cook: " + words.joined(separator: ", ") + ".",
      x: x, y: y,
      dots: [true, false].map { isPositive in
        ScatterChart.Dots(
          name: isPositive ? "is \(name)" : "is not \(name)",
          points: shown.filter { usable[$0].isPositive == isPositive }.map { points[$0] },
          isAbove: isPositive)
      },
      lines: contours(
        of: levels(below: most.first.flatMap(\.cook) ?? 0), Double(coefficients), x, y)
        + [zero(x)],
      labels: most.prefix(mostNamed).map { example in
        ScatterChart.Label(
          text: rowName(example),
          point: CurvePoint(x: example.leverage, y: example.standardizedPearson ?? 0))
      })
  }

  /// Examples of a table of the most influential ones.
  package static var mostListed: Int { 10 }

  /// Not of an example that a coefficient is for alone, and of none with a penalty.
  package static func hasInfluence(_ example: Diagnostics.Example) -> Bool {
    example.standardizedPearson != nil && example.cook?.isFinite ?? false
  }

  private static func zero(_ x: ChartAxis) -> ScatterChart.Line {
    ScatterChart.Line(
      name: nil, points: [CurvePoint(x: x.low, y: 0), CurvePoint(x: x.high, y: 0)], style: .level)
  }

  /// Two of 1, ½, 1/5, 1/10, … that some examples reach.
  private static func levels(below most: Double) -> [Double] {
    guard most > 1e-12, most.isFinite else { return [] }
    var all = [1, 0.5]
    for power in 1...12 {
      for factor in [2, 1, 0.5] { all.append(factor * pow(10, -Double(power))) }
    }
    return Array(all.filter { $0 <= most }.prefix(2))
  }

  /// Where a residual r at a leverage h has r²·h/((1 − h)·k) = D.
  private static func contours(
    of levels: [Double], _ coefficients: Double, _ x: ChartAxis, _ y: ChartAxis
  ) -> [ScatterChart.Line] {
    levels.enumerated().flatMap { index, level in
      [1.0, -1].compactMap { sign -> ScatterChart.Line? in
        let points = (1...200).compactMap { step -> CurvePoint? in
          let h = x.high * Double(step) / 200
          guard h < 1 else { return nil }
          let value = sign * (level * coefficients * (1 - h) / h).squareRoot()
          return value >= y.low && value <= y.high ? CurvePoint(x: h, y: value) : nil
        }
        guard points.count > 1 else { return nil }
        return ScatterChart.Line(
          name: sign > 0 ? "Cook’s distance \(NumberText.short(level))" : nil, points: points,
          style: index == 0 ? .other : .level)
      }
    }
  }

  /// What the deviance rises by with a coefficient beside its estimate, and what Wald's interval supposes.
  /// - Parameters:
  ///   - error: the standard error that the model keeps.
  ///   - bound: the normal bound of the intervals' level.
  package static func profile(
    _ curve: ProfileCurve, _ line: Inference.Coefficient, error: Double, bound: Double,
    level: String
  ) -> ScatterChart {
    let top = 2 * bound * bound
    let shown = below(top, dense(curve.points))
    let values = shown.map(\.x)
    let low = min(values.min() ?? line.estimate, line.estimate - 1.3 * bound * error)
    let high = max(values.max() ?? line.estimate, line.estimate + 1.3 * bound * error)
    let wald = (0...60).map { step -> CurvePoint in
      let value = low + (high - low) * Double(step) / 60
      let z = (value - line.estimate) / error
      return CurvePoint(x: value, y: z * z)
    }
    let ends = [line.lower, line.upper].map { bound in
      bound.map { $0.isFinite ? NumberText.short($0) : "no bound" } ?? "not found"
    }
    return ScatterChart(
      title: "\(line.term): \(NumberText.short(line.estimate)) (\(ends[0]) to \(ends[1]))",
      summary: "How much the deviance rises with the coefficient of \(line.term) held beside its "
        + "estimate \(NumberText.short(line.estimate)), the others fitted anew; its interval of "
        + "\(level) is from \(ends[0]) to \(ends[1]).",
      x: ChartAxis(label: "coefficient", from: low, to: high),
      y: ChartAxis(label: "rise of the deviance", from: 0, to: top),
      lines: [
        ScatterChart.Line(name: "profile", points: shown, style: .main),
        ScatterChart.Line(name: "Wald", points: below(top, wald), style: .other),
        ScatterChart.Line(
          name: "\(level) level",
          points: [CurvePoint(x: low, y: bound * bound), CurvePoint(x: high, y: bound * bound)],
          style: .level),
      ], plotHeight: 170)
  }

  /// The squares of roots, which are nearly on straight lines between neighbours.
  private static func dense(_ points: [ProfileCurve.Point]) -> [CurvePoint] {
    guard let first = points.first else { return [] }
    var result = [CurvePoint(x: first.value, y: first.root * first.root)]
    for (a, b) in zip(points, points.dropFirst()) {
      for step in 1...6 {
        let share = Double(step) / 6
        let root = a.root + share * (b.root - a.root)
        result.append(CurvePoint(x: a.value + share * (b.value - a.value), y: root * root))
      }
    }
    return result
  }

  /// The part of a curve with one lowest point that is no higher than `top`, its ends there.
  private static func below(_ top: Double, _ points: [CurvePoint]) -> [CurvePoint] {
    var result: [CurvePoint] = []
    for (index, point) in points.enumerated() {
      if index > 0, (points[index - 1].y > top) != (point.y > top) {
        let (a, b) = (points[index - 1], point)
        let share = (top - a.y) / (b.y - a.y)
        result.append(CurvePoint(x: a.x + share * (b.x - a.x), y: top))
      }
      if point.y <= top { result.append(point) }
    }
    return result
  }
}

extension Diagnostics.Example {
  /// ln(p/(1 − p)), from what does not round to 0 or 1.
  var logOdds: Double { (isPositive ? -2 : 2) * log(abs(pearson)) }
}
