import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a fit said of its coefficients, in the file of its model: numbers as the tensors `inference`
/// (standard errors, lower and upper bounds × features and intercept, NaN where there is none) and, where
/// it is kept, `covariance`; the rest as JSON text under `inference`.
extension Inference {
  private static let key = "inference"
  private static let covarianceKey = "covariance"
  private static let mostTests = 1 << 20

  private struct Facts: Encodable {
    let covariance: CovarianceKind
    let intervals: Intervals
    let level, examples, deviance, nullDeviance, tjur: Double
    let hasIntercept, isPenalised: Bool
    let tests: [Test]
    /// Of Firth's penalty.
    let penalisedLogLikelihood, penalisedChiSquared: Double?
    /// One a coefficient, in their order, where there is one.
    let chiSquared: [Double?]?
  }

  func add(to file: inout SafetensorsFile, features: Int) throws {
    let width = features + 1
    var numbers = [Double](repeating: .nan, count: 3 * width)
    for coefficient in coefficients {
      let place = coefficient.feature ?? features
      numbers[place] = coefficient.standardError ?? .nan
      numbers[width + place] = coefficient.lower ?? .nan
      numbers[2 * width + place] = coefficient.upper ?? .nan
    }
    file.tensors[Self.key] = .init(shape: [3, width], values: numbers)
    if !covarianceOfEstimates.isEmpty {
      file.tensors[Self.covarianceKey] = .init(
        shape: [estimated, estimated], values: covarianceOfEstimates)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let facts = Facts(
      covariance: covariance, intervals: intervals, level: level, examples: examples,
      deviance: deviance, nullDeviance: nullDeviance, tjur: tjur, hasIntercept: hasIntercept,
      isPenalised: isPenalised, tests: tests,
      penalisedLogLikelihood: firth?.penalisedLogLikelihood,
      penalisedChiSquared: firth?.chiSquared,
      chiSquared: firth == nil ? nil : coefficients.map(\.chiSquared))
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
    var numbers: [String: Double] = [:]
    var flags: [String: Bool] = [:]
    var tests: [Test] = []
    var chiSquared: [Double?] = []
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "covariance": kinds.0 = CovarianceKind(rawValue: try scanner.string())
      case "intervals": kinds.1 = Intervals(rawValue: try scanner.string())
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
      case "level", "examples", "deviance", "nullDeviance", "tjur", "penalisedLogLikelihood",
        "penalisedChiSquared":
        numbers[key] = try scanner.number()
      case "hasIntercept", "isPenalised": flags[key] = try scanner.boolean()
      case "tests":
        try scanner.array { (scanner) throws(FileError) in
          guard tests.count < Self.mostTests else {
            throw scanner.refused(expected: "at most \(Self.mostTests) tests", found: "more")
          }
          tests.append(try Test(&scanner))
        }
      default: try scanner.skip()
      }
    }
    try scanner.end()
    guard let covariance = kinds.0, let intervals = kinds.1, let level = numbers["level"],
      let examples = numbers["examples"], let deviance = numbers["deviance"],
      let nullDeviance = numbers["nullDeviance"], let tjur = numbers["tjur"],
      let hasIntercept = flags["hasIntercept"], let isPenalised = flags["isPenalised"],
      level > 0, level < 1, examples.isFinite, deviance.isFinite, nullDeviance.isFinite
    else {
      throw refused("what a fit said of its coefficients", "'\(FileError.shown(text, most: 300))'")
    }
    let width = model.features + 1
    guard model.isBinary, let tensor = file.tensors[Self.key], tensor.shape == [3, width] else {
      throw refused(
        "a tensor inference [3, \(width)] of a model of two classes",
        file.tensors[Self.key].map { "\($0.shape)" } ?? "none")
    }
    func number(_ row: Int, _ place: Int) -> Double? {
      let value = tensor.values[row * width + place]
      return value.isNaN ? nil : value
    }
    func coefficient(_ term: String, _ feature: Int?) -> Coefficient {
      let place = feature ?? model.features
      return Coefficient(
        term: term, feature: feature,
        estimate: feature.map { model.weights[$0] } ?? model.intercepts[0],
        standardError: number(0, place), lower: number(1, place), upper: number(2, place))
    }
    let errors = tensor.values[..<width]
    guard errors.allSatisfy({ $0.isNaN || $0 >= 0 && $0.isFinite }) else {
      throw refused("standard errors of at least 0", "another number")
    }
    let estimated = errors.count { !$0.isNaN }
    let kept = file.tensors[Self.covarianceKey]
    guard kept == nil || kept?.shape == [estimated, estimated] else {
      throw refused(
        "a tensor covariance [\(estimated), \(estimated)]", "\(kept?.shape ?? [])")
    }
    let ofFeatures = model.terms.compactMap { term in
      model.isOffset(term) ? nil : term.feature.map { coefficient(term.name, $0) }
    }
    var all = (hasIntercept ? [coefficient(Self.interceptName, nil)] : []) + ofFeatures
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
      covariance: covariance, intervals: intervals, level: level, coefficients: all,
      examples: examples, estimated: estimated, deviance: deviance, nullDeviance: nullDeviance,
      hasIntercept: hasIntercept, isPenalised: isPenalised, tjur: tjur, tests: tests, firth: firth,
      covarianceOfEstimates: kept?.values ?? [])
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
