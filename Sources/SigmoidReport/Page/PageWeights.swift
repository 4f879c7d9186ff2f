import SigmoidExamples
import SigmoidFormats
import SigmoidModel
import SigmoidSystem

/// The weights: as pictures where examples are images, else as points by their names, and the largest in a
/// table.
enum PageWeights {
  /// More classes would make a page heavy.
  private static let mostColumns = 40
  private static let largest = 20

  static func section(_ subject: ReportSubject) throws(FileError) -> PageSection {
    PageSection(
      id: "weights", title: "Weights",
      markup: try markup(
        subject, id: "weights", hasForest: !PageInference.isShown(subject.model)))
  }

  /// - Parameters:
  ///   - id: begins the names of the pictures.
  ///   - explains: whether it says what weights are.
  ///   - hasForest: whether they are drawn as points, where they are no images.
  static func markup(
    _ subject: ReportSubject, id: String, explains: Bool = true, hasForest: Bool = true
  ) throws(FileError) -> String {
    let (text, markup) =
      if let size = subject.imageSize {
        (
          "Ink counts for the class where the weight is above zero, and against it where it is below. "
            + "The mean image of the class in these examples is beside each picture.",
          try pictures(subject, size: size, id: id)
        )
      } else {
        if hasForest {
          (
            explanation(of: subject.model),
            forests(subject.model, id: id)
              + PageMarkup.details("The largest in a table", tables(subject))
          )
        } else {
          ("Above they are drawn with their intervals.", tables(subject))
        }
      }
    return (explains ? PageMarkup.paragraph(text) : "") + markup
  }

  /// What the numbers of a table are.
  private static func explanation(of model: LogisticModel) -> String {
    let units = " Do not compare features in different units."
    if model.link == .ordinal {
      return
        "A coefficient is the change of the log-odds of a class above any threshold for one unit of its "
        + "feature: right of 0 it speaks for higher classes, left of 0 for lower ones." + units
    }
    guard model.isBinary else {
      return "A coefficient is what one unit of its feature adds to the score of the class." + units
    }
    return
      "An odds ratio is the factor of the odds of “\(model.columnName(0))” for one more unit of the "
      + "feature, where the others stay the same: right of 1 it speaks for the class, left of 1 against "
      + "it." + units
  }

  private static func forests(_ model: LogisticModel, id: String) -> String {
    guard model.features > 0 else { return "" }
    let columns = (0..<model.columns).prefix(mostColumns)
    let most =
      columns.count == 1 ? CoefficientCharts.mostRows : CoefficientCharts.mostRowsOfMany
    let figures = columns.map { column in
      PageCharts.figure(
        CoefficientCharts.forest(of: model, column: column, most: most, beside: Array(columns)),
        id: "\(id)-forest-\(column)")
    }
    let rest = model.columns - columns.count
    return PageMarkup.grid("charts", figures)
      + (rest > 0 ? PageMarkup.paragraph("\(rest) more classes are not shown.", kind: "note") : "")
  }

  private static func pictures(
    _ subject: ReportSubject, size: ImageSize, id: String
  ) throws(FileError) -> String {
    let (model, scored) = (subject.model, subject.scored)
    let means = ExampleImages(subject.examples, size: size).means(
      positions: scored.positions, actual: scored.actual, classes: scored.classNames.count)
    let columns = (0..<model.columns).prefix(mostColumns)
    let weights = columns.map { Thumbnail(model.weights(ofColumn: $0), size: size) }
    let limit = limit(of: weights)
    var pairs: [String] = []
    for column in columns {
      let mean = means[model.isBinary ? 1 : column]
      pairs.append(
        try pair(
          model.columnName(column), weights[column], limit: limit, mean: mean, id: "\(id)-\(column)"
        ))
    }
    var note = ""
    if model.isBinary {
      note = "The weights of “\(scored.classNames[0])” are the same with the other sign."
    }
    let rest = model.columns - columns.count
    if rest > 0 { note = "\(rest) more classes are not shown." }
    return scale(limit) + PageMarkup.grid("pairs", pairs)
      + (note.isEmpty ? "" : PageMarkup.paragraph(note, kind: "note"))
  }

  /// The strongest colour. A few weights of pixels that hardly ever have ink would make all others
  /// pale: one in ten of those that are not zero lies beyond.
  private static func limit(of weights: [Thumbnail]) -> Double {
    let sizes = weights.flatMap(\.values).map(\.magnitude).filter { $0 > 0 }.sorted()
    return sizes.isEmpty ? 0 : sizes[(sizes.count - 1) * 9 / 10]
  }

  /// What the colours mean, the same in all pictures.
  private static func scale(_ limit: Double) -> String {
    let number = NumberText.short(limit)
    return "<p class=\"scale\"><span>−\(number) and less, with dashes</span>"
      + "<span class=\"colours\"></span><span>+\(number) and more</span></p>\n"
  }

  private static func pair(
    _ name: String, _ weights: Thumbnail, limit: Double, mean: GreyImage?, id: String
  ) throws(FileError) -> String {
    let (least, most) = (weights.values.min() ?? 0, weights.values.max() ?? 0)
    var picture = PixelPicture(
      title: "Weights of \(name)",
      summary: "The weight of each pixel, from \(NumberText.short(least)) to "
        + "\(NumberText.short(most)): blue counts for the class, red with a dash against it.",
      panels: [
        PixelPicture.Panel(
          caption: [], rows: weights.size.height, columns: weights.size.width,
          values: weights.values)
      ], scale: .diverging(limit: limit))
    picture.hasLegend = false
    let average =
      if let mean {
        PageMarkup.figure(
          try mean.markup("The mean image of \(name)"), caption: ["mean image"])
      } else {
        PageMarkup.paragraph("No example of this class.", kind: "note")
      }
    return "<div class=\"pair\">\n" + PageMarkup.heading(name)
      + PageMarkup.figure(picture.svg(id: id, showsTitle: false), caption: ["weights"]) + average
      + "</div>\n"
  }

  private static func tables(_ subject: ReportSubject) -> String {
    let model = subject.model
    let tables = (0..<model.columns).prefix(mostColumns).map { column in
      let own = model.weights(ofColumn: column)
      let order = own.indices.sorted { (-abs(own[$0]), $0) < (-abs(own[$1]), $1) }
      let rows = order.prefix(largest).map { index in
        let feature = index - own.startIndex
        return [
          model.inputs.featureNames?[feature] ?? "feature \(feature)",
          NumberText.short(own[index]), own[index] < 0 ? "against" : own[index] > 0 ? "for" : "",
        ]
      }
      return PageMarkup.table(
        caption: "The largest weights of \(model.columnName(column)); intercept "
          + NumberText.short(model.intercepts[column]),
        headings: ["feature", "weight", "direction"], rows: rows, words: [2])
    }
    return PageMarkup.grid("charts", tables)
  }
}
