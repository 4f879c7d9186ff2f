import SigmoidModel

/// What a fit found of its data, with the features' names.
struct FitFindings {
  private let names: [String]?
  private let summary: FitSummary

  init(_ fit: LogisticFit) {
    names = fit.model.inputs.featureNames
    summary = fit.summary
  }

  func name(_ feature: Int) -> String { names?[feature] ?? "feature \(feature)" }

  var separation: SeparationReport? {
    summary.separation.map {
      SeparationReport(kind: $0.kind, columns: $0.features.map(name))
    }
  }

  /// Features without a name that are 0 everywhere, such as the border of images, are not worth a word.
  private var worthSaying: [AliasedFeature] {
    Array(
      summary.aliased.filter { names != nil || $0.constant != 0 || !$0.combination.isEmpty }
        .prefix(Self.most))
  }

  private static let most = 1000

  var aliased: [AliasReport] {
    worthSaying.map { alias in
      AliasReport(
        column: name(alias.feature),
        combination: AliasReport.named(alias.combination, alias.constant, name))
    }
  }

  private static func extent(_ kind: Separation.Kind) -> String {
    switch kind {
    case .complete: ""
    case .quasiComplete: " in part"
    case .either: ", at least in part,"
    }
  }

  /// In sentences, for a person.
  var notes: [String] {
    var notes: [String] = []
    if let separation {
      let few = separation.columns.prefix(8).joined(separator: ", ")
      let more = separation.columns.count > 8 ? ", …" : ""
      notes.append(
        "the classes are separated\(Self.extent(separation.kind)) by \(few)\(more): without a "
          + "penalty these weights have no finite optimum, and mean nothing here; training ended when "
          + "that was found, and other weights need not be at theirs")
    }
    let constants = worthSaying.filter { $0.combination.isEmpty }.map { name($0.feature) }
    if !constants.isEmpty {
      let few = constants.prefix(8).joined(separator: ", ")
      notes.append(
        "left out, with a weight of 0, because "
          + (constants.count == 1 ? "it is constant: " : "they are constant: ")
          + few + (constants.count > 8 ? ", … (\(constants.count))" : ""))
    }
    for alias in aliased.filter({ !$0.isConstant }).prefix(8) {
      notes.append("left out, with a weight of 0: \(alias.description)")
    }
    return notes
  }
}

struct SeparationReport: Encodable {
  let kind: Separation.Kind
  /// Whose weights have no finite optimum.
  let columns: [String]
}

struct AliasReport: Encodable, CustomStringConvertible {
  static let intercept = "(intercept)"

  let column: String
  /// Coefficients by the names of other columns, and a constant.
  let combination: [String: Double]

  /// By names; a constant that is 0 beside others is left out.
  static func named(
    _ factors: [Int: Double], _ constant: Double, _ name: (Int) -> String
  ) -> [String: Double] {
    var combination: [String: Double] = [:]
    for (feature, factor) in factors { combination[name(feature)] = factor }
    if constant != 0 || combination.isEmpty { combination[intercept] = constant }
    return combination
  }

  var isConstant: Bool { combination.keys.allSatisfy { $0 == Self.intercept } }

  /// To nine decimals where it is of a usual size, so that 1.0000000000000004 is 1.
  private static func shortened(_ number: Double) -> String {
    let rounded = abs(number) > 1e-3 && abs(number) < 1e6 ? (number * 1e9).rounded() / 1e9 : number
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  var description: String { "\(column) = \(Self.sum(combination))" }

  /// The first terms of as many as there are: `2·a − b + 1`.
  static func sum(_ combination: [String: Double]) -> String {
    // The constant behind the others.
    let terms = combination.sorted {
      ($0.key == intercept ? 1 : 0, $0.key) < ($1.key == intercept ? 1 : 0, $1.key)
    }
    var text = ""
    for (index, (name, coefficient)) in terms.prefix(mostTerms).enumerated() {
      let number = shortened(abs(coefficient))
      let sign = coefficient < 0 ? "−" : "+"
      text += index == 0 ? (coefficient < 0 ? "−" : "") : " \(sign) "
      text += name == intercept ? number : number == "1" ? name : "\(number)·\(name)"
    }
    return terms.count > mostTerms ? "\(text) … (\(terms.count) terms)" : text
  }

  private static let mostTerms = 8
}
