import SigmoidFormats
import SigmoidModel
import SigmoidReport
import SigmoidSystem

/// A path of penalties as a table, as JSON and as CSV.
struct PathText {
  private let path: PenaltyPath
  private let names: [String]

  init(_ path: PenaltyPath) {
    self.path = path
    let model = path.last
    names = model.inputs.featureNames ?? (0..<model.features).map { "x\($0)" }
  }

  struct Report: Encodable {
    struct Point: Encodable {
      let lambda, l1, l2: Double
      /// Features with a weight other than 0.
      let nonzero: Int
      let devianceExplained, loss, objective: Double
      /// Null where nothing is known.
      let dualityGap: OrNull<Double>
      let converged: Bool
      let evaluations: Int
      /// By class, of several.
      let intercepts: [String: Double]
      /// By class and term, those that are not 0.
      let weights: [String: [String: Double]]
    }

    let l1Ratio, lambdaMax, nullLoss: Double
    let endedEarly: Bool
    let points: [Point]
  }

  var report: Report {
    Report(
      l1Ratio: path.l1Ratio, lambdaMax: path.lambdaMax, nullLoss: path.nullLoss,
      endedEarly: path.endedEarly,
      points: path.points.map { point in
        var (intercepts, weights): ([String: Double], [String: [String: Double]]) = ([:], [:])
        for (column, name) in columns.enumerated() {
          intercepts[name] = point.intercepts[column]
          weights[name] = [:]
          for (position, feature) in point.features.enumerated() {
            let weight = scaled(point, column, position)
            if weight != 0 { weights[name]?[names[feature]] = weight }
          }
        }
        return Report.Point(
          lambda: point.lambda, l1: point.lambda * path.l1Ratio,
          l2: point.lambda * (1 - path.l1Ratio), nonzero: point.features.count,
          devianceExplained: path.devianceExplained(point), loss: point.loss,
          objective: point.objective,
          dualityGap: OrNull(value: point.dualityGap.isFinite ? point.dualityGap : nil),
          converged: point.isConverged,
          evaluations: point.evaluations, intercepts: intercepts, weights: weights)
      })
  }

  /// The names of what there is a column of weights for.
  private var columns: [String] {
    let classes = path.last.classes.map(\.name)
    return path.last.isBinary ? [classes.last ?? ""] : classes
  }

  private func scaled(_ point: PenaltyPath.Point, _ column: Int, _ position: Int) -> Double {
    point.weights[column * point.features.count + position]
  }

  var text: String {
    let rows = path.points.enumerated().map { index, point in
      [
        "\(index + 1)", NumberText.fiveDigits(point.lambda, style: .plain),
        "\(point.features.count)", Format.percent(path.devianceExplained(point)),
        gap(of: point), entering(index),
      ]
    }
    return Format.table(
      headings: ["point", "lambda", "features", "deviance", "gap", "come in"], rows: rows)
  }

  private func gap(of point: PenaltyPath.Point) -> String {
    let share = point.dualityGap / abs(point.objective)
    return share.isFinite
      ? NumberText.scientific(max(0, share))
        + (point.isConverged ? "" : " !") : "not known !"
  }

  /// The features that have a weight here and had none at the point before.
  private func entering(_ index: Int) -> String {
    let before = index > 0 ? Set(path.points[index - 1].features) : []
    let new = path.points[index].features.filter { !before.contains($0) }
    let some = new.prefix(4).map { ShownModelText.line(names[$0]) }.joined(separator: ", ")
    return new.count > 4 ? some + " and \(new.count - 4) more" : some
  }

  /// λ, class and term of each coefficient that is not 0, and of the intercepts.
  var csv: PathCSV {
    var text: [UInt8] = Array("point,lambda,class,term,coefficient\n".utf8)
    for (index, point) in path.points.enumerated() {
      for (column, name) in columns.enumerated() {
        func add(_ term: String, _ value: Double) {
          text += "\(index + 1),\(point.lambda),".utf8
          text += CSVQuoting.cell(name) + [UInt8(ascii: ",")] + CSVQuoting.cell(term)
          text += ",\(value)\n".utf8
        }
        add("(intercept)", point.intercepts[column])
        for (position, feature) in point.features.enumerated() {
          let weight = scaled(point, column, position)
          if weight != 0 { add(names[feature], weight) }
        }
      }
    }
    return PathCSV(bytes: text)
  }
}

/// The file of `--output`.
struct PathCSV {
  let bytes: [UInt8]

  func write(to path: String) throws { try AtomicFile.write(bytes, to: path) }
}

extension PenaltyPath {
  /// The point of the λ nearest to one, by their ratio.
  func nearest(to lambda: Double) -> Point {
    func distance(_ point: Point) -> Double {
      max(point.lambda / lambda, lambda / point.lambda)
    }
    return points.min { distance($0) < distance($1) } ?? points[0]
  }
}
