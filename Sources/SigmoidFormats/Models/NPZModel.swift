import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// A model as NumPy's archive of arrays (`numpy.load`), numbers as whole doubles.
///
///     weights      columns × features, float64: one row when logistic, else one a class
///     intercepts   columns, float64
///     classes      their names, strings: two when logistic (the negative one first), else one a row
///     input_scale  one float64: a raw input times this is the value of a feature
///     link         one string: logistic, softmax or one-vs-rest
///     metadata     one string, JSON: what else the model knows, as `JSONModel` has it
///
/// Raw inputs x, examples × features, have the scores z = x @ weights.T * input_scale + intercepts;
/// `OutputTransform` says how they become probabilities.
///
/// Read back, `weights` may have one dimension, and be named `coef_` or `W`; `intercepts` may be
/// `intercept_` or `b`, `classes` `classes_`: attributes of scikit-learn's classifiers as they are.
/// All but weights and intercepts may be missing: classes are then 0, 1 and so on, the link logistic
/// of one row and softmax of several.
enum NPZModel {
  private static let weightNames = ["weights", "coef_", "W"]
  private static let interceptNames = ["intercepts", "intercept_", "b"]
  private static let classNames = ["classes", "classes_"]

  /// - Throws: `FileError` for a class whose name ends with a NUL, which NumPy takes for padding.
  static func encode(_ model: LogisticModel) throws(FileError) -> [UInt8] {
    let metadata =
      "{\"classes\": \(JSONModel.text(of: model.classes)), \(try JSONModel.details(of: model))}"
    var archive = NPZWriter()
    archive.add(
      numbers: model.weights, shape: [model.intercepts.count, model.features], named: "weights")
    archive.add(numbers: model.intercepts, named: "intercepts")
    try archive.add(strings: model.classes.map(\.name), named: "classes")
    archive.add(numbers: [model.inputScale], named: "input_scale")
    try archive.add(strings: [model.link.rawValue], named: "link")
    try archive.add(strings: [metadata], named: "metadata")
    return archive.bytes
  }

  /// Takes up to ten times the memory of what the arrays hold, which is at most the size limit.
  static func decode(_ bytes: [UInt8], path: String) throws(FileError) -> LogisticModel {
    let archive = try NPZFile(bytes: bytes, name: path, limit: ModelFormat.sizeLimit)
    let rows = try array(weightNames, "weights", of: archive)
    let weightsPath = rows.path
    let shape = rows.dimensions
    guard shape.count <= 2 else {
      throw FileError(
        path: weightsPath, expected: "weights of one dimension, or columns × features",
        found: "\(shape.count) dimensions", remedy: "save them with .reshape(len(intercepts), -1)")
    }
    let weights = try numbers(rows)
    let intercepts = try numbers(array(interceptNames, "intercepts", of: archive))
    let columns = shape.count == 1 ? 1 : shape[0]
    guard intercepts.count == columns else {
      let isTurned = shape.last == intercepts.count
      throw FileError(
        path: weightsPath, expected: "\(intercepts.count) rows of weights, one an intercept",
        found: "\(columns)",
        remedy: isTurned ? "transpose the weights: save W.T" : "save both of one model")
    }
    var model = DecodedModel(
      link: columns == 1 ? .logistic : .softmax, features: shape[shape.count - 1],
      weights: weights, intercepts: intercepts, classes: [])
    if let text = try string("link", of: archive) {
      guard let link = OutputTransform(rawValue: text) else {
        throw FileError(
          path: path, expected: "link logistic, softmax or one-vs-rest", found: "'\(text)'",
          remedy: "save it as one of these, or leave it out")
      }
      model.link = link
    }
    if archive.names.contains("input_scale") {
      let scales = try numbers(archive.array(named: "input_scale"))
      guard scales.count == 1 else {
        throw FileError(
          path: path, expected: "one input_scale", found: "\(scales.count)",
          remedy: "fold the others into the weights")
      }
      model.schema.scale = scales[0]
    }
    model.classes = try classes(of: archive, link: model.link, columns: columns)
    if let text = try string("metadata", of: archive) {
      let names = model.classes.map(\.name)
      try JSONModel.decodeDetails(text, path: "\(path) (metadata)", into: &model)
      guard model.classes.map(\.name) == names else {
        throw FileError(
          path: path, expected: "classes named as in the metadata", found: "other names",
          remedy: "leave out the array metadata where classes were renamed")
      }
    }
    return try model.checked(path: path)
  }

  private static func classes(
    of archive: borrowing NPZFile, link: OutputTransform, columns: Int
  ) throws(FileError) -> [ModelClass] {
    let count = link == .logistic ? 2 : columns
    guard let name = classNames.first(where: archive.names.contains) else {
      return (0..<count).map { ModelClass(name: "\($0)", labels: ["\($0)"]) }
    }
    let labels = try archive.array(named: name).labels()
    guard labels.names.count == labels.count else {
      throw FileError(
        path: "\(archive.path) (\(name))", expected: "classes of different names",
        found: "one twice", remedy: "give each a name of its own")
    }
    return labels.codes.map { code in
      let name = labels.names[Int(code)]
      return ModelClass(name: name, labels: [name])
    }
  }

  private static func array(
    _ names: [String], _ role: String, of archive: borrowing NPZFile
  ) throws(FileError) -> NPYArray {
    guard let name = names.first(where: archive.names.contains) else {
      throw FileError(
        path: archive.path,
        expected: "an array of the \(role), named \(names.joined(separator: " or "))",
        found: archive.names.prefix(20).joined(separator: ", "),
        remedy: "save it under one of these names")
    }
    return try archive.array(named: name)
  }

  private static func numbers(_ array: borrowing NPYArray) throws(FileError) -> [Double] {
    let most = ModelFormat.sizeLimit / MemoryLayout<Double>.size
    guard array.count <= most else {
      throw FileError(
        path: array.path, expected: "at most \(most) numbers", found: "\(array.count)",
        remedy: "check that this is the file you mean")
    }
    return try array.numbers()
  }

  /// The one string of an array; nil when there is no such array.
  private static func string(
    _ name: String, of archive: borrowing NPZFile
  ) throws(FileError) -> String? {
    guard archive.names.contains(name) else { return nil }
    let texts = try archive.array(named: name).labels()
    guard texts.count == 1, let text = texts.names.first else {
      throw FileError(
        path: "\(archive.path) (\(name))", expected: "one string", found: "\(texts.count)",
        remedy: "save one, as numpy.array([text])")
    }
    return text
  }
}
