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
  let isBySize: Bool
  /// Nil for all.
  let top: Int?

  /// - Parameters:
  ///   - sort: nil for the order of the features, or by size of the largest alone.
  ///   - top: nil for all, or what is usual.
  ///   - showsAll: whether nil stands for all, however many.
  init(_ model: LogisticModel, sort: TermOrder?, top: Int?, showsAll: Bool) {
    self.model = model
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

  /// The factor by which the odds of the positive class change; nil where there are no such odds.
  func oddsRatio(_ weight: Double) -> Double? { model.isBinary ? exp(weight) : nil }

  /// `class,term,coefficient,odds_ratio,note`: a row a class and term, the intercept of each class first.
  /// Numbers are whole; no odds ratio stands where there is none.
  var csv: [UInt8] {
    var text = Array("class,term,coefficient,odds_ratio,note\n".utf8)
    let terms = terms()
    for column in model.intercepts.indices {
      let name = CSVQuoting.cell(model.columnName(column))
      text += name + Array(",(intercept),\(model.intercepts[column]),,intercept\n".utf8)
      for term in terms {
        let weight = model.weight(of: term, column: column)
        let ratio = model.isOffset(term) ? "" : oddsRatio(weight).map { "\($0)" } ?? ""
        let note = term.isReference ? "reference" : model.isOffset(term) ? "offset" : ""
        text += name + [UInt8(ascii: ",")] + CSVQuoting.cell(term.name)
        text += ",\(weight),\(ratio),\(note)\n".utf8
      }
    }
    return text
  }
}
