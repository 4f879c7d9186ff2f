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

  /// The factor by which the odds of the positive class, or of one above a threshold, change; nil where
  /// there are no such odds, or no such number.
  func oddsRatio(_ weight: Double) -> Double? {
    let ratio = exp(weight)
    return hasOdds && ratio.isNormal ? ratio : nil
  }

  /// Whether a coefficient is of log-odds: of two classes, or of classes in an order.
  var hasOdds: Bool { model.isBinary || model.link == .ordinal }

  /// `class,term,coefficient,odds_ratio,note`: a row a class and term, the intercept of each class first.
  /// Numbers are whole; no odds ratio stands where there is none. The note of a feature that is not estimated
  /// says what it is a combination of. Where the fit was asked for them,
  /// `standard_error,z,p,lower,upper` follow.
  var csv: [UInt8] {
    let inference = model.inference
    if inference?.reference != nil { return csvOfSeveralClasses }
    let lines = inference?.coefficients ?? []
    let said = Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in line.feature.map { ($0, line) } })
    let intercepts = lines.filter { $0.feature == nil }
    func more(_ line: Inference.Coefficient?) -> String {
      guard inference != nil else { return "" }
      return [line?.standardError, line?.z, line?.p, line?.lower, line?.upper]
        .map { "," + ($0.map { "\($0)" } ?? "") }.joined()
    }
    var text = Array("class,term,coefficient,odds_ratio,note".utf8)
    if inference != nil { text += Array(",standard_error,z,p,lower,upper".utf8) }
    text.append(UInt8(ascii: "\n"))
    let terms = terms()
    for column in 0..<model.columns {
      let name = CSVQuoting.cell(model.columnName(column))
      let isOrdinal = model.link == .ordinal
      for index in isOrdinal ? Array(model.intercepts.indices) : [column] {
        text += name + [UInt8(ascii: ",")] + CSVQuoting.cell(model.interceptName(index))
        text += ",\(model.intercepts[index]),,\(isOrdinal ? "threshold" : "intercept")".utf8
        text += Array("\(more(index < intercepts.count ? intercepts[index] : nil))\n".utf8)
      }
      for term in terms {
        let weight = model.weight(of: term, column: column)
        let isSeparated = isSeparated(term)
        let line = term.feature.flatMap { said[$0] }
        let combination = line.flatMap { CombinationText(of: $0, model)?.text }
        let ratio =
          model.isOffset(term) || isSeparated || combination != nil
          ? "" : oddsRatio(weight).map { "\($0)" } ?? ""
        let note =
          term.isReference
          ? "reference"
          : model.isOffset(term) ? "offset" : isSeparated ? "no optimum" : combination ?? ""
        text += name + [UInt8(ascii: ",")] + CSVQuoting.cell(term.name)
        text += ",\(weight),\(ratio),".utf8
        text += note.isEmpty ? [] : CSVQuoting.cell(note)
        text += "\(more(line))\n".utf8
      }
    }
    return text
  }

  /// The same of several classes against one of them, where the fit was asked for standard errors.
  private var csvOfSeveralClasses: [UInt8] {
    let inference = model.inference
    let reference = inference?.reference ?? ""
    var text = Array(
      "class,term,coefficient,odds_ratio,note,standard_error,z,p,lower,upper\n".utf8)
    let shown = Set(terms().compactMap(\.feature))
    for line in inference?.coefficients ?? [] {
      if let feature = line.feature, !shown.contains(feature) { continue }
      let combination = CombinationText(of: line, model)?.text
      let hasRatio = line.feature != nil && combination == nil && line.oddsRatio.isNormal
      let ratio = hasRatio ? "\(line.oddsRatio)" : ""
      text += CSVQuoting.cell(line.className ?? "") + [UInt8(ascii: ",")]
      text += CSVQuoting.cell(line.term) + Array(",\(line.estimate),\(ratio),".utf8)
      text += CSVQuoting.cell(combination ?? "against \(reference)")
      let numbers = [line.standardError, line.z, line.p, line.lower, line.upper]
      text += numbers.map { "," + ($0.map { "\($0)" } ?? "") }.joined().utf8
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
