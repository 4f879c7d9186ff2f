import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// A model as JSON (RFC 8259), for the web and for scripts; numbers are whole doubles.
///
///     format       "sigmoid logistic regression"
///     version      1
///     link         "logistic", "softmax" or "one-vs-rest"
///     features     their number
///     inputScale   a raw input times this is the value of a feature
///     classes      [{"name": …, "labels": […]}], labels null for every other label;
///                  two when logistic (the negative one first), else one a row of weights
///     intercepts   one a row of weights
///     weights      one array of `features` numbers a score
///     training     how it was trained, texts by name
///     featureNames, shape  of the inputs, where they are known: names, and the dimensions of one
///     inputs       what else is known of them, the columns of a table foremost, as the model's own file
///                  has it, see `Schema`; where it is there, the two before it only repeat it
///
/// z[k] = intercepts[k] + Σ weights[k][j] · inputScale · x[j]. Logistic: 1 / (1 + e^−z[0]) is the
/// probability of classes[1]; softmax: e^z[k] / Σ e^z; one-vs-rest: σ(z[k]) / Σ σ(z).
/// Keys are stable; unknown ones are passed over.
enum JSONModel {
  private static let kind = "sigmoid logistic regression"
  private static let version = 1.0
  private static let mostKeys = 1000
  /// Of how it was trained.
  private static let mostFacts = 1 << 16

  static func encode(_ model: LogisticModel) throws(FileError) -> [UInt8] {
    let rows = model.intercepts.indices.map { column in
      array(model.weights[column * model.features..<(column + 1) * model.features])
    }
    let text = """
      {
        "format": "\(kind)",
        "version": \(Int(version)),
        "link": "\(model.link.rawValue)",
        "features": \(model.features),
        "inputScale": \(model.inputScale),
        "classes": \(self.text(of: model.classes)),
        "intercepts": \(array(model.intercepts)),
        "weights": [
          \(rows.joined(separator: ",\n    "))
        ],
        \(try details(of: model))
      }

      """
    return Array(text.utf8)
  }

  /// What no number is computed from, as members of an object: `training` and what is known of the
  /// inputs.
  static func details(of model: LogisticModel) throws(FileError) -> String {
    let training = model.training.sorted { $0.key < $1.key }.map {
      jsonString($0.key) + ": " + jsonString($0.value)
    }
    var text = "\"training\": {\(training.joined(separator: ", "))}"
    if let names = model.schema.featureNames {
      text += ",\n  \"featureNames\": [" + names.map(jsonString).joined(separator: ", ") + "]"
    }
    if let shape = model.schema.shape { text += ",\n  \"shape\": \(shape)" }
    let schema = model.schema.unscaled
    if schema != Schema(featureNames: schema.featureNames, shape: schema.shape) {
      text += ",\n  \"inputs\": " + (try schema.text())
    }
    return text
  }

  private static func array(_ values: some Collection<Double>) -> String {
    "[" + values.map { "\($0)" }.joined(separator: ", ") + "]"
  }

  static func text(of classes: [ModelClass]) -> String {
    let entries = classes.map { entry in
      let labels = entry.labels.map { "[" + $0.map(jsonString).joined(separator: ", ") + "]" }
      return "{\"name\": \(jsonString(entry.name)), \"labels\": \(labels ?? "null")}"
    }
    return "[" + entries.joined(separator: ", ") + "]"
  }

  /// Takes up to twenty times the memory of `bytes`.
  static func decode(_ bytes: [UInt8], path: String) throws(FileError) -> LogisticModel {
    var scanner = JSONScanner(bytes, path: path)
    var model = DecodedModel(link: .logistic, features: 0, weights: [], intercepts: [], classes: [])
    var kind = "", link = "", version = 0.0, features = 0.0
    var widths: Set<Int> = []
    try scanner.object(most: mostKeys) { (key, scanner) throws(FileError) in
      switch key {
      case "format": kind = try scanner.string()
      case "version": version = try scanner.number()
      case "link": link = try scanner.string()
      case "features": features = try scanner.number()
      case "inputScale": model.schema.scale = try scanner.number()
      case "intercepts": try scanner.numbers(into: &model.intercepts)
      case "weights":
        try scanner.array { (scanner) throws(FileError) in
          let before = model.weights.count
          try scanner.numbers(into: &model.weights)
          widths.insert(model.weights.count - before)
        }
      default: try decodeDetail(key, &scanner, into: &model)
      }
    }
    try scanner.end()

    func refused(expected: String, found: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: "export the model again")
    }
    guard kind == Self.kind, version == Self.version else {
      throw refused(
        expected: "a model of format '\(Self.kind)', version \(Int(Self.version))",
        found: "format '\(kind)', version \(version)")
    }
    guard let known = OutputTransform(rawValue: link) else {
      throw refused(expected: "link logistic, softmax or one-vs-rest", found: "'\(link)'")
    }
    guard widths.count == 1, let width = widths.first, Double(width) == features else {
      throw refused(
        expected: "rows of \(features) weights, as many as features",
        found: "rows of \(widths.sorted().prefix(3)) weights")
    }
    model.link = known
    model.features = width
    return try model.checked(path: path)
  }

  /// An object of `classes` and `details`; other members are passed over.
  static func decodeDetails(
    _ text: String, path: String, into model: inout DecodedModel
  ) throws(FileError) {
    var scanner = JSONScanner(Array(text.utf8), path: path)
    try scanner.object(most: mostKeys) { (key, scanner) throws(FileError) in
      try decodeDetail(key, &scanner, into: &model)
    }
    try scanner.end()
  }

  private static func decodeDetail(
    _ key: String, _ scanner: inout JSONScanner, into model: inout DecodedModel
  ) throws(FileError) {
    switch key {
    case "classes": model.classes = try ModelClass.list(&scanner)
    case "training":
      try scanner.object(most: mostFacts) { (key, scanner) throws(FileError) in
        model.training[key] = try scanner.string()
      }
    case "inputs": model.inputs = try Schema(&scanner)
    case "featureNames":
      model.schema.featureNames = try scanner.strings()
    case "shape":
      var lengths: [Double] = []
      try scanner.numbers(into: &lengths)
      model.schema.shape = lengths.map { Int(exactly: $0) ?? 0 }
    default: try scanner.skip()
    }
  }
}
