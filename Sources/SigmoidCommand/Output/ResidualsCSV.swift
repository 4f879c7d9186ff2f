import SigmoidFormats
import SigmoidModel

/// A row for each fitted example, for `--residuals`: RFC 4180, lines ending in LF, numbers whole.
struct ResidualsCSV {
  private let found: FitDiagnostics
  private let hasWeights: Bool

  /// - Parameter hasWeights: whether there is a column of them.
  init(_ found: FitDiagnostics, hasWeights: Bool) {
    self.found = found
    self.hasWeights = hasWeights
  }

  var bytes: [UInt8] {
    var text = CSVQuoting.cell(found.idName)
    text += (hasWeights ? ",label,weight" : ",label").utf8
    text += ",probability,deviance_residual,pearson_residual,standardized_deviance".utf8
    text += ",standardized_pearson,leverage,cooks_distance\n".utf8
    for example in found.diagnostics.examples {
      text += CSVQuoting.cell(found.name(example)) + [UInt8(ascii: ",")]
      text += CSVQuoting.cell(found.label(example))
      let numbers: [Double?] =
        (hasWeights ? [example.weight] : []) + [
          example.probability, example.deviance, example.pearson, example.standardizedDeviance,
          example.standardizedPearson, example.leverage, example.cook,
        ]
      for number in numbers { text += ("," + (number.map { "\($0)" } ?? "")).utf8 }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
