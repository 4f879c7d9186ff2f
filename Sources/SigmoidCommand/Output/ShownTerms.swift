import SigmoidFormats
import SigmoidModel
import SigmoidReport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The terms of a model that a person wants to see, in their order.
struct ShownTerms {
  /// Text has all of fewer.
  static let mostWithoutAsking = 100
  /// Text of an image, or of more terms, has so many.
  static let usualTop = 20

  let model: LogisticModel
  private let separated: Set<Int>
  let isBySize: Bool
  /// Nil for all.
  let top: Int?
  /// Whether p-values are marked.
  var hasStars = false

  /// - Parameters:
  ///   - sort: nil for the order of the features, or by size of the largest alone.
  ///   - top: nil for all, or what is usual.
  ///   - showsAll: whether nil stands for all, however many.
  init(_ model: LogisticModel, sort: TermOrder?, top: Int?, showsAll: Bool) {
    self.model = model
    separated = model.separatedFeatures
    let isLong =
      model.features > Self.mostWithoutAsking
      || ImageCharts.imageShape(of: model) != nil && model.features > Self.usualTop
    self.top = top ?? (isLong && !showsAll ? Self.usualTop : nil)
    isBySize = sort.map { $0 == .size } ?? (self.top != nil)
  }

  /// - Parameter column: of the weights, by whose sizes alone they are chosen; nil for all.
  func terms(column: Int? = nil) -> [ModelTerm] {
    guard isBySize || top != nil else { return model.terms }
    let largest = model.termsBySize(top, column: column)
    return isBySize ? largest : largest.sorted { ($0.feature ?? 0) < ($1.feature ?? 0) }
  }

  /// Whether the weight of a term has no finite optimum.
  func isSeparated(_ term: ModelTerm) -> Bool { term.feature.map(separated.contains) ?? false }

  /// The factor by which the odds of the positive class change; nil where there are no such odds.
  func oddsRatio(_ weight: Double) -> Double? { model.isBinary ? exp(weight) : nil }

  /// `class,term,coefficient,odds_ratio,note`: a row a class and term, the intercept of each class first.
  /// Numbers are whole; no odds ratio stands where there is none. Where the fit was asked for them,
  /// `standard_error,z,p,lower,upper` follow.
  var csv: [UInt8] {
    let inference = model.inference
    let said = Dictionary(
      uniqueKeysWithValues: (inference?.coefficients ?? []).map { ($0.feature, $0) })
    func more(_ feature: Int?, isTerm: Bool) -> String {
      guard inference != nil else { return "" }
      let line = isTerm && feature == nil ? nil : said[feature]
      return [line?.standardError, line?.z, line?.p, line?.lower, line?.upper]
        .map { "," + ($0.map { "\($0)" } ?? "") }.joined()
    }
    var text = Array("class,term,coefficient,odds_ratio,note".utf8)
    if inference != nil { text += Array(",standard_error,z,p,lower,upper".utf8) }
    text.append(UInt8(ascii: "\n"))
    let terms = terms()
    for column in model.intercepts.indices {
      let name = CSVQuoting.cell(model.columnName(column))
      text += name
      text +=
        ",(intercept),\(model.intercepts[column]),,intercept\(more(nil, isTerm: false))\n".utf8
      for term in terms {
        let weight = model.weight(of: term, column: column)
        let isSeparated = isSeparated(term)
        let ratio =
          model.isOffset(term) || isSeparated ? "" : oddsRatio(weight).map { "\($0)" } ?? ""
        let note =
          term.isReference
          ? "reference" : model.isOffset(term) ? "offset" : isSeparated ? "no optimum" : ""
        text += name + [UInt8(ascii: ",")] + CSVQuoting.cell(term.name)
        text += ",\(weight),\(ratio),\(note)\(more(term.feature, isTerm: true))\n".utf8
      }
    }
    return text
  }
}
