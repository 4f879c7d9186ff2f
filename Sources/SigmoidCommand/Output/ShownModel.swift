import SigmoidExamples
import SigmoidModel

/// What `sigmoid show --json` says of a model.
struct ShownModel: Encodable {
  /// A coefficient of each class that has them.
  struct Term: Encodable {
    let name: String
    /// The column of the table and its kind, where the model knows them.
    let column: OrNull<String>
    let kind: OrNull<String>
    let level: OrNull<String>
    /// Whether the others of its column are compared with it: its coefficient is 0.
    let reference: Bool
    /// Whether its coefficient is 1 because it is an offset.
    let offset: Bool
    /// Whether it has no finite optimum, since it separates the classes.
    let separated: Bool
    /// Its position among the features.
    let feature: OrNull<Int>
    let coefficients: [String: Double]
    /// Null where the model has no two classes.
    let oddsRatio: OrNull<Double>
  }

  let model: String
  let link: String
  let classes: [String]
  /// The class that the odds are of, where there are two.
  let positive: OrNull<String>
  let features: Int
  let inputScale: Double
  let intercepts: [String: Double]
  let terms: [Term]
  /// Names, columns with their levels and fills, and what becomes of missing values.
  let schema: Schema
  let training: [String: String]
  /// Where the fit was asked for them.
  let coefficients: OrNull<[ShownInference.Coefficient]>
  let inference: OrNull<ShownInference>

  init(path: String, _ shown: ShownTerms) {
    let trained = shown.model
    let columns = 0..<trained.columns
    func byClass(_ value: (Int) -> Double) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: columns.map { (trained.columnName($0), value($0)) })
    }
    model = path
    link = trained.link.rawValue
    classes = trained.classes.map(\.name)
    positive = OrNull(value: trained.isBinary ? trained.columnName(0) : nil)
    features = trained.features
    inputScale = trained.inputScale
    intercepts =
      trained.link == .ordinal
      ? Dictionary(
        uniqueKeysWithValues: trained.intercepts.indices.map {
          (trained.interceptName($0), trained.intercepts[$0])
        }) : byClass { trained.intercepts[$0] }
    terms = shown.terms().map { term in
      Term(
        name: term.name, column: OrNull(value: term.column?.name),
        kind: OrNull(value: term.column?.kindName), level: OrNull(value: term.level),
        reference: term.isReference, offset: trained.isOffset(term),
        separated: shown.isSeparated(term),
        feature: OrNull(value: term.feature),
        coefficients: byClass { trained.weight(of: term, column: $0) },
        oddsRatio: OrNull(value: shown.oddsRatio(trained.weight(of: term, column: 0))))
    }
    schema = trained.schema.unscaled
    training = trained.training
    coefficients = OrNull(
      value: trained.inference?.coefficients.map {
        ShownInference.Coefficient($0, of: trained)
      })
    inference = OrNull(value: trained.inference.map(ShownInference.init))
  }
}
