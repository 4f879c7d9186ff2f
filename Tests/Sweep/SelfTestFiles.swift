import Foundation

/// Checks against optima that others have computed, in folders that the environment names.
extension SelfTest {
  private static func folder(_ variable: String) -> String? {
    let path = ProcessInfo.processInfo.environment[variable] ?? ""
    if !path.isEmpty && FileManager.default.fileExists(atPath: path) { return path }
    print("\(variable) names no folder: its checks are left out")
    return nil
  }

  /// `duality.json` and `separation.json` with the tables in `data`.
  mutating func references() {
    guard let folder = Self.folder("REFERENCE_DIR") else { return }
    do {
      try duality(folder)
      try separationFile(folder)
    } catch {
      expect(false, "the files of \(folder)", "\(error)")
    }
  }

  private mutating func duality(_ folder: String) throws {
    let all = try Self.json("\(folder)/duality.json")
    for (name, data) in [("l2_0.05", "birthwt"), ("softmax_iris_l2_0.01", "iris")] {
      guard let golden = all[name] as? [String: Any], let l2 = golden["l2"] as? Double,
        let optimum = golden["optimum"] as? Double,
        let points = golden["points"] as? [[String: Any]]
      else {
        expect(false, name, "expected l2, optimum and points")
        continue
      }
      var problem = try Table("\(folder)/data/\(data).csv").problem(label: 0)
      problem.l2 = l2
      problem.standardizes = true
      let truth = Truth(problem)
      expect(truth.upper, Wide(optimum), within: 1e-15, "\(name): optimum")
      expect(
        truth.upper - truth.lower < 1e-15, "\(name): bound", "\((truth.upper - truth.lower).short)")
      for point in points { check(point, of: problem, "\(name) at \(point["at"] ?? "")") }
    }
  }

  /// A point's parameters are those of standardized features.
  private mutating func check(_ point: [String: Any], of problem: Problem, _ name: String) {
    var columns: [[Double]] = point["parameters"] as? [[Double]] ?? []
    if let weights = point["weights"] as? [Double], let intercept = point["intercept"] as? Double {
      columns = [[intercept] + weights]
    }
    guard let primal = point["primal"] as? Double, let dual = point["dual"] as? Double,
      let mixing = point["mixing"] as? Double, !columns.isEmpty
    else {
      expect(false, name, "expected parameters, primal, dual and mixing")
      return
    }
    var standard = problem
    for feature in 0..<problem.features {
      let moments = FeatureMoments(problem, feature: feature, shares: problem.shares)
      for example in 0..<problem.examples {
        let place = example * problem.features + feature
        let value =
          (Wide(problem.values[place]) - Wide(moments.mean)) / moments.variance.squareRoot()
        standard.values[place] = Double(value)
      }
    }
    standard.standardizes = false
    let value = standard.objective(
      weights: columns.flatMap { $0.dropFirst() }, intercepts: columns.map { $0[0] })
    expect(value, Wide(primal), within: 2e-15 * max(1, Wide(primal)), "\(name): primal")
    let piece = Truth.pieces(of: standard)[0]
    let scales = (0..<standard.features).map { feature -> Wide in
      let largest =
        piece.design.column(feature + 1).indices.max {
          abs(piece.design.values[$0]) < abs(piece.design.values[$1])
        } ?? 0
      let row = largest - (feature + 1) * piece.design.examples
      return Wide(standard.values[row * standard.features + feature]) / piece.design.values[largest]
    }
    let parameters = columns.flatMap { column in
      [Wide(column[0])] + zip(column.dropFirst(), scales).map { Wide($0) * $1 }
    }
    let bound = DualBound(piece, parameters, scores: piece.scores(parameters))
    expect(bound.value, Wide(dual), within: 1e-13 * max(1, abs(Wide(dual))), "\(name): dual")
    expect(bound.mixing, Wide(mixing), within: 1e-14, "\(name): mixing")
  }

  private mutating func separationFile(_ folder: String) throws {
    for (name, value) in try Self.json("\(folder)/separation.json").sorted(by: { $0.key < $1.key })
    {
      guard let entry = value as? [String: Any], let data = entry["data"] as? String,
        let verdict = entry["separation"] as? String, let response = entry["response"] as? String,
        let terms = entry["terms"] as? [String]
      else { continue }
      let problem = try Table("\(folder)/data/\(data)").problem(
        label: response, positive: entry["label"] as? Int, features: terms.dropFirst())
      let found = Truth(problem).separation
      let words: [Separation: String] = [
        .none: "none", .complete: "complete", .quasiComplete: "quasi-complete",
      ]
      expect(words[found] == verdict, "separation of \(name)", "\(found.rawValue) for \(verdict)")
    }
  }

  private static func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// Folders `optimum-…` with a table, and `expected`, in which the optimum is the first number.
  mutating func cases() {
    guard let folder = Self.folder("CASES_DIR") else { return }
    let tables: [(name: String, file: String, l2: Double)] = [
      ("optimum-constant-million", "const.csv", 1e-3), ("optimum-density", "in.csv", 0),
      ("optimum-epoch-seconds", "epoch.csv", 0), ("optimum-unscaled-table", "default.csv", 0),
      ("optimum-year-minimal", "year.csv", 0), ("optimum-raw-1e30", "x.npy", 0),
      ("optimum-near-constant-standardized", "x.npy", 0),
    ]
    for (name, file, l2) in tables {
      do {
        let path = "\(folder)/\(name)"
        let expected = try String(contentsOfFile: "\(path)/expected", encoding: .utf8)
        guard let digits = expected.firstMatch(of: /(?:J\*=|loss |objective )([0-9.]+)/)?.1,
          let optimum = Double(digits)
        else {
          expect(false, name, "expected an optimum in \(path)/expected")
          continue
        }
        var problem =
          file.hasSuffix(".npy")
          ? try Table.numpy("\(path)/x.npy", labels: "\(path)/y.npy")
          : try Table("\(path)/\(file)").problem(label: nil)
        problem.l2 = l2
        let decimals = digits.drop { $0 != "." }.count - 1
        let truth = Truth(problem)
        expect(truth.upper, Wide(optimum), within: 0.6 * Wide(pow(10, -Double(decimals))), name)
        expect(
          truth.separation == .none && truth.upper - truth.lower < 1e-15 * truth.upper, name,
          "\(truth.separation.rawValue), \((truth.upper - truth.lower).short) above the bound")
      } catch {
        expect(false, name, "\(error)")
      }
    }
  }
}
