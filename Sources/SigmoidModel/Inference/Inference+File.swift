import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a fit said of its coefficients, in the file of its model: numbers as the tensors `inference`
/// (standard errors, lower and upper bounds × features and intercept, NaN where there is none; of several
/// classes one after the other, without the reference) and, where it is kept, `covariance`; the rest as
/// JSON text under `inference`.
extension Inference {
  private static let key = "inference"
  private static let covarianceKey = "covariance"
  private static let mostTests = 1 << 20

  private struct Facts: Encodable {
    let covariance: CovarianceKind
    let intervals: Intervals
    let level, examples, deviance, nullDeviance: Double
    /// Of two classes.
    let tjur: Double?
    /// Of several.
    let reference: String?
    /// Of classes in an order.
    let parallelLines: ParallelLines?
    let hasIntercept, isPenalised, hasFractionalWeights: Bool
    let weightKind: WeightKind
    let tests: [Test]
    /// Reasons by terms, where there are any.
    let untested: [[String]]?
    /// Where only some terms were asked for: the coefficients that were estimated.
    let estimated: Int?
    /// Of Firth's penalty.
    let penalisedLogLikelihood, penalisedChiSquared: Double?
    /// One a coefficient, in their order, where there is one.
    let chiSquared: [Double?]?
    /// Of features that are not estimated: in all classes the same.
    let combinations: [StoredCombination]
  }

  /// - Parameter intercepts: of each class that has coefficients: 1, or as many as thresholds.
  func add(to file: inout SafetensorsFile, features: Int, intercepts count: Int) throws {
    let width = features + count
    let classes = coefficients.reduce(into: [String?]()) { all, line in
      if !all.contains(line.className) { all.append(line.className) }
    }
    var numbers = [Double](repeating: .nan, count: 3 * width * max(1, classes.count))
    var intercept = 0
    for coefficient in coefficients {
      let first = (classes.firstIndex(of: coefficient.className) ?? 0) * 3 * width
      let place = first + (coefficient.feature ?? features + intercept % count)
      if coefficient.feature == nil { intercept += 1 }
      numbers[place] = coefficient.standardError ?? .nan
      numbers[width + place] = coefficient.lower ?? .nan
      numbers[2 * width + place] = coefficient.upper ?? .nan
    }
    file.tensors[Self.key] = .init(shape: [numbers.count / width, width], values: numbers)
    if !covarianceOfEstimates.isEmpty {
      file.tensors[Self.covarianceKey] = .init(
        shape: [estimated, estimated], values: covarianceOfEstimates)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let facts = Facts(
      covariance: covariance, intervals: intervals, level: level, examples: examples,
      deviance: deviance, nullDeviance: nullDeviance, tjur: tjur, reference: reference,
      parallelLines: parallelLines, hasIntercept: hasIntercept, isPenalised: isPenalised,
      hasFractionalWeights: hasFractionalWeights, weightKind: weightKind, tests: tests,
      untested: untested.isEmpty ? nil : untested.map { [$0.term, $0.reason.rawValue] },
      estimated: isOfChosenTerms ? estimated : nil,
      penalisedLogLikelihood: firth?.penalisedLogLikelihood,
      penalisedChiSquared: firth?.chiSquared,
      chiSquared: firth == nil ? nil : coefficients.map(\.chiSquared),
      combinations: coefficients.filter { $0.className == coefficients.first?.className }
        .compactMap(StoredCombination.init))
    file.metadata[Self.key] = String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  /// - Returns: nil where the file has none.
  /// - Throws: `FileError` for parts that do not belong to the model.
  init?(of model: LogisticModel, in file: SafetensorsFile, path: String) throws(FileError) {
    guard let text = file.metadata[Self.key] else { return nil }
    func refused(_ expected: String, _ found: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: "train the model again")
    }
    var scanner = JSONScanner(Array(text.utf8), path: path)
    var kinds: (CovarianceKind?, Intervals?) = (nil, nil)
    // Of a file from before there was another kind.
    var weightKind: WeightKind? = .frequency
    var numbers: [String: Double] = [:]
    var flags: [String: Bool] = [:]
    var tests: [Test] = []
    var untested: [UntestedTerm] = []
    var chiSquared: [Double?] = []
    var reference: String?
    var parallelLines: ParallelLines?
    var combinations: [Int: Combination] = [:]
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "covariance": kinds.0 = CovarianceKind(rawValue: try scanner.string())
      case "intervals": kinds.1 = Intervals(rawValue: try scanner.string())
      case "tjur" where try scanner.null(): break
      case "parallelLines" where try scanner.null(): break
      case "parallelLines": parallelLines = try ParallelLines(&scanner)
      case "reference" where try scanner.null(): break
      case "reference": reference = try scanner.string()
      case "weightKind": weightKind = WeightKind(rawValue: try scanner.string())
      case "penalisedLogLikelihood" where try scanner.null(): break
      case "penalisedChiSquared" where try scanner.null(): break
      case "chiSquared" where try scanner.null(): break
      case "chiSquared":
        try scanner.array { (scanner) throws(FileError) in
          guard chiSquared.count <= model.features else {
            throw scanner.refused(expected: "a number for each coefficient", found: "more")
          }
          chiSquared.append(try scanner.null() ? nil : try scanner.number())
        }
      case "combinations":
        try scanner.array { (scanner) throws(FileError) in
          let stored = try StoredCombination(&scanner, features: model.features)
          combinations[stored.feature] = stored.combination
        }
      case "level", "examples", "deviance", "nullDeviance", "tjur", "penalisedLogLikelihood",
        "penalisedChiSquared", "estimated":
        numbers[key] = try scanner.number()
      case "hasIntercept", "isPenalised", "hasFractionalWeights": flags[key] = try scanner.boolean()
      case "tests":
        try scanner.array { (scanner) throws(FileError) in
          guard tests.count < Self.mostTests else {
            throw scanner.refused(expected: "at most \(Self.mostTests) tests", found: "more")
          }
          tests.append(try Test(&scanner))
        }
      case "untested" where try scanner.null(): break
      case "untested":
        try scanner.array { (scanner) throws(FileError) in
          guard untested.count < Self.mostTests else {
            throw scanner.refused(expected: "at most \(Self.mostTests) terms", found: "more")
          }
          untested.append(try UntestedTerm(&scanner))
        }
      default: try scanner.skip()
      }
    }
    try scanner.end()
    guard let covariance = kinds.0, let intervals = kinds.1, let weightKind,
      let level = numbers["level"],
      let examples = numbers["examples"], let deviance = numbers["deviance"],
      let nullDeviance = numbers["nullDeviance"],
      let hasIntercept = flags["hasIntercept"], let isPenalised = flags["isPenalised"],
      level > 0, level < 1, examples.isFinite, deviance.isFinite, nullDeviance.isFinite,
      (numbers["tjur"] == nil) == !model.isBinary
    else {
      throw refused("what a fit said of its coefficients", "'\(FileError.shown(text, most: 300))'")
    }
    let intercepts = model.link == .ordinal ? model.intercepts.count : 1
    let width = model.features + intercepts
    // Of two classes there is one column of coefficients, and of several one less than columns of weights.
    let names = model.classes.map(\.name)
    let compared = reference.flatMap { names.firstIndex(of: $0) }
    let others = compared.map { ClassContrasts(reference: $0, classes: names.count).others }
    let count = others?.count ?? 1
    guard model.link != .oneVersusRest, (model.link == .softmax) == (others != nil),
      (reference == nil) == (others == nil), parallelLines == nil || model.link == .ordinal,
      let tensor = file.tensors[Self.key], tensor.shape == [3 * count, width]
    else {
      throw refused(
        "a tensor inference [\(3 * count), \(width)] of a model of such classes",
        file.tensors[Self.key].map { "\($0.shape)" } ?? "none")
    }
    func number(_ row: Int, _ place: Int) -> Double? {
      let value = tensor.values[row * width + place]
      return value.isNaN ? nil : value
    }
    func coefficient(
      _ term: String, _ feature: Int?, _ position: Int, threshold: Int = 0
    ) -> Coefficient {
      let place = feature ?? model.features + threshold
      func value(_ column: Int) -> Double {
        feature.map { model.weights[column * model.features + $0] }
          ?? model.intercepts[column + threshold]
      }
      let column = others?[position]
      return Coefficient(
        className: column.map { names[$0] }, term: term, feature: feature,
        estimate: column.map { value($0) - value(compared ?? 0) } ?? value(0),
        standardError: number(3 * position, place), lower: number(3 * position + 1, place),
        upper: number(3 * position + 2, place),
        combination: number(3 * position, place) == nil
          ? feature.flatMap { combinations[$0] } : nil)
    }
    let errors = (0..<count).flatMap { tensor.values[3 * $0 * width..<(3 * $0 + 1) * width] }
    guard errors.allSatisfy({ $0.isNaN || $0 >= 0 && $0.isFinite }) else {
      throw refused("standard errors of at least 0", "another number")
    }
    let withErrors = errors.count { !$0.isNaN }
    let ofAll = numbers["estimated"].map { Int(exactly: $0) ?? 0 }
    if let ofAll, !(withErrors...errors.count).contains(ofAll) {
      throw refused("no fewer coefficients than the \(withErrors) that are shown", "\(ofAll)")
    }
    let estimated = ofAll ?? withErrors
    let kept = file.tensors[Self.covarianceKey]
    guard kept == nil || kept?.shape == [estimated, estimated] else {
      throw refused(
        "a tensor covariance [\(estimated), \(estimated)]", "\(kept?.shape ?? [])")
    }
    var all = (0..<count).flatMap { position in
      (hasIntercept
        ? (0..<intercepts).map {
          coefficient(model.interceptName($0), nil, position, threshold: $0)
        } : [])
        + model.terms.compactMap { term in
          model.isOffset(term) ? nil : term.feature.map { coefficient(term.name, $0, position) }
        }
    }
    if ofAll != nil { all.removeAll { $0.standardError == nil } }
    var firth: Firth?
    if let likelihood = numbers["penalisedLogLikelihood"],
      let ratio = numbers["penalisedChiSquared"]
    {
      firth = Firth(penalisedLogLikelihood: likelihood, chiSquared: ratio)
      guard chiSquared.count == all.count, chiSquared.allSatisfy({ $0.map { $0 >= 0 } ?? true })
      else {
        throw refused("\(all.count) tests of coefficients", "\(chiSquared.count)")
      }
      for index in all.indices { all[index].chiSquared = chiSquared[index] }
    }
    self.init(
      covariance: covariance, intervals: intervals, level: level, weightKind: weightKind,
      hasFractionalWeights: flags["hasFractionalWeights"] ?? false, reference: reference,
      coefficients: all,
      examples: examples, estimated: estimated, deviance: deviance, nullDeviance: nullDeviance,
      hasIntercept: hasIntercept, isPenalised: isPenalised, tjur: numbers["tjur"], tests: tests,
      untested: untested,
      firth: firth,
      parallelLines: parallelLines, covarianceOfEstimates: kept?.values ?? [])
  }
}

extension Inference.Test {
  fileprivate init(_ scanner: inout JSONScanner) throws(FileError) {
    var (term, chiSquared, degrees) = (String?.none, Double?.none, Int?.none)
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "term": term = try scanner.string()
      case "chiSquared": chiSquared = try scanner.number()
      case "degrees": degrees = Int(exactly: try scanner.number())
      default: try scanner.skip()
      }
    }
    guard let term, let chiSquared, chiSquared >= 0, let degrees, (1...1 << 20).contains(degrees)
    else { throw scanner.refused(expected: "a test with term, chiSquared and degrees") }
    self.init(term: term, chiSquared: chiSquared, degrees: degrees)
  }
}

extension Inference.UntestedTerm {
  fileprivate init(_ scanner: inout JSONScanner) throws(FileError) {
    var texts: [String] = []
    try scanner.array { (scanner) throws(FileError) in
      guard texts.count < 2 else { throw scanner.refused(expected: "a term and a reason") }
      texts.append(try scanner.string())
    }
    guard texts.count == 2, let reason = Reason(rawValue: texts[1]) else {
      throw scanner.refused(expected: "a term and a reason")
    }
    self.init(term: texts[0], reason: reason)
  }
}

extension ParallelLines {
  private static let mostTerms = 1 << 20

  fileprivate init(_ scanner: inout JSONScanner) throws(FileError) {
    var (together, terms, lacking) = (Inference.Test?.none, [Inference.Test](), [String]())
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "together" where try scanner.null(): break
      case "together": together = try Inference.Test(&scanner)
      case "terms":
        try scanner.array { (scanner) throws(FileError) in
          guard terms.count < Self.mostTerms else {
            throw scanner.refused(expected: "at most \(Self.mostTerms) tests", found: "more")
          }
          terms.append(try Inference.Test(&scanner))
        }
      case "splitsWithoutOptimum":
        try scanner.array { (scanner) throws(FileError) in
          guard lacking.count < Self.mostTerms else {
            throw scanner.refused(expected: "at most \(Self.mostTerms) splits", found: "more")
          }
          lacking.append(try scanner.string())
        }
      default: try scanner.skip()
      }
    }
    self.init(together: together, terms: terms, splitsWithoutOptimum: lacking)
  }
}
