import SigmoidExamples
import SigmoidModel
import SigmoidSystem

/// What a graph of ONNX has no place for, as `metadata_props` of the model.
struct ONNXMetadata {
  private static let classesKey = "sigmoid.classes"
  private static let inputsKey = "sigmoid.inputs"
  private static let inputScaleKey = "sigmoid.inputScale"
  private static let trainingPrefix = "sigmoid.training."

  /// Nil in a file of another program.
  var classes: [ModelClass]?
  /// The weights of the graph are of raw inputs; those of the model are these over this.
  var inputScale = 1.0
  var training: [String: String] = [:]
  /// The schema of a model that names anything, but for its scale.
  var inputs: Schema?
  private var inputsText: String?

  init(_ model: LogisticModel) throws(FileError) {
    classes = model.classes
    inputScale = model.inputScale
    training = model.training
    let schema = model.schema.unscaled
    if schema != Schema(shape: schema.shape) {
      inputs = schema
      inputsText = try schema.text()
    }
  }

  var entries: [String: String] {
    var entries = [Self.inputScaleKey: "\(inputScale)"]
    entries[Self.classesKey] = classes.map(JSONModel.text)
    entries[Self.inputsKey] = inputsText
    for (key, value) in training { entries[Self.trainingPrefix + key] = value }
    return entries
  }

  init(entries: [String: String], path: String) throws(FileError) {
    if let text = entries[Self.classesKey] {
      var scanner = JSONScanner(Array(text.utf8), path: "\(path) (\(Self.classesKey))")
      classes = try ModelClass.list(&scanner)
      try scanner.end()
    }
    if let text = entries[Self.inputsKey] {
      var scanner = JSONScanner(Array(text.utf8), path: "\(path) (\(Self.inputsKey))")
      inputs = try Schema(&scanner)
      inputsText = text
      try scanner.end()
    }
    if let text = entries[Self.inputScaleKey] {
      guard let scale = Double(text), scale.isFinite, scale != 0 else {
        throw FileError(
          path: path, expected: "a finite \(Self.inputScaleKey) other than 0", found: "'\(text)'",
          remedy: "export the model again")
      }
      inputScale = scale
    }
    training = entries.entries(after: Self.trainingPrefix)
  }
}
