import SigmoidExamples
import SigmoidLinear

/// Parameters v of standardized features, Σ v·(x − mean)·factor + c, as parameters w of the
/// features themselves, Σ w·x + b. Both are weights (features × columns), then intercepts.
extension Standardization {
  /// w = v·factor and b = c − Σ w·mean, of the weights as they are rounded: means may be large beside the
  /// spread, and what rounding took of this sum every score would lack.
  func rawParameters(_ parameters: [Double], columns: Int) -> [Double] {
    var raw = parameters
    let features = means.count
    for column in 0..<columns {
      let first = column * features
      var intercept = CompensatedSum(raw[columns * features + column])
      for feature in 0..<features {
        raw[first + feature] *= factors[feature]
        intercept.add(-raw[first + feature], times: means[feature])
      }
      raw[columns * features + column] = intercept.value
    }
    return raw
  }

  /// The inverse; of a constant feature, which takes no part, the intercept keeps what it added.
  func parameters(ofRaw raw: [Double], columns: Int) -> [Double] {
    var parameters = raw
    let features = means.count
    for column in 0..<columns {
      let first = column * features
      for feature in 0..<features {
        parameters[columns * features + column] += raw[first + feature] * means[feature]
        let factor = factors[feature]
        parameters[first + feature] = factor > 0 ? raw[first + feature] / factor : 0
      }
    }
    return parameters
  }

  /// The gradient by w and b as that by v and c, in place: the transpose of `rawParameters`.
  func pullBack(_ gradient: inout [Double], columns: Int) {
    let features = means.count
    for column in 0..<columns {
      let first = column * features
      let byIntercept = gradient[columns * features + column]
      for feature in 0..<features {
        gradient[first + feature] =
          (gradient[first + feature] - means[feature] * byIntercept) * factors[feature]
      }
    }
  }
}
