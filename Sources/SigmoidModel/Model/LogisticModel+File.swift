import SigmoidExamples
import SigmoidOptimization
import SigmoidLinear
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model's file is safetensors: `weights` (columns × features, row-major, so one row a column
/// of W) and `intercepts` (columns), both F64 so that a round trip is exact; everything else is
/// text under `__metadata__`, how it was trained under `training.…`. `Inference` adds its own.
extension LogisticModel {
  private static let kind = "sigmoid logistic regression"
  private static let version = "1"
  private static let trainingPrefix = "training."
  /// A model of a million features and 26 classes, with room to spare.
  private static let sizeLimit = 1 << 30

  /// Replaces the file at `path` as a whole: a reader finds the old model or the new one.
  /// - Parameter replacing: whether a file that is no model of ours is replaced too.
  /// - Throws: `FileError`; what was there is untouched.
  public func write(to path: String, replacing: Bool = false) throws {
    let bytes = try encoded(for: path)
    guard replacing || !FileStamp.hasFile(path) || Self.isModel(path) else {
      throw FileError(
        path: path, expected: "no file, or a model that was saved here before",
        found: "a file of something else",
        remedy: "name another file, or replace it with replacing: true")
    }
    try AtomicFile.write(bytes, to: path)
  }

  /// Whether a file is empty or says in its header that it is such a model.
  private static func isModel(_ path: String) -> Bool {
    guard let file = try? InputFile(path: path, purpose: "a model file"),
      let bytes = try? file.readToEnd(limit: sizeLimit)
    else { return false }
    return bytes.isEmpty || (try? LogisticModel(decoding: bytes, path: path)) != nil
  }

  /// The bytes of the model's file.
  /// - Throws: `FileError` for weights that no reader would take.
  public func encoded() throws -> [UInt8] { try encoded(for: "this model") }

  private func encoded(for path: String) throws -> [UInt8] {
    guard (weights + intercepts).allSatisfy(\.isFinite) else {
      throw FileError(
        path: path, expected: "finite weights", found: "NaN or infinity",
        remedy: "train the model again; nothing was written")
    }
    // Sorted keys: the same model is the same bytes.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = [
      "kind": Self.kind, "version": Self.version, "link": link.rawValue,
      "inputScale": "\(inputScale)",
      "classes": String(decoding: try encoder.encode(classes), as: UTF8.self),
    ]
    // The scale has a key of its own.
    if schema.unscaled != Schema() {
      metadata["inputs"] = try schema.text()
    }
    for (key, value) in training { metadata[Self.trainingPrefix + key] = value }
    var file = SafetensorsFile(
      tensors: [
        "weights": .init(shape: [columns, features], values: weights),
        "intercepts": .init(shape: [intercepts.count], values: intercepts),
      ], metadata: metadata)
    try inference?.add(
      to: &file, features: features, intercepts: link == .ordinal ? intercepts.count : 1)
    return try file.encoded()
  }

  /// - Throws: `FileError` when it is not a model's file, or a damaged one.
  public init(contentsOf path: String) throws(FileError) {
    let file = try InputFile(path: path, purpose: "a model file")
    try self.init(decoding: try file.readToEnd(limit: Self.sizeLimit), path: path)
  }

  /// - Parameter path: the file the bytes came from, for the message.
  init(decoding bytes: [UInt8], path: String) throws(FileError) {
    let file = try SafetensorsFile(decoding: bytes, path: path)
    func refused(expected: String, found: String) -> FileError {
      FileError(
        path: path, expected: expected, found: found, remedy: "train or export the model again")
    }
    guard file.metadata["kind"] == Self.kind, file.metadata["version"] == Self.version else {
      throw refused(
        expected: "a model of kind '\(Self.kind)', version \(Self.version)",
        found:
          "kind '\(file.metadata["kind"] ?? "")', version \(file.metadata["version"] ?? "none")")
    }
    guard let weights = file.tensors["weights"], let intercepts = file.tensors["intercepts"],
      weights.shape.count == 2, weights.shape[0] >= 1, intercepts.shape.count == 1,
      intercepts.shape == [weights.shape[0]]
        || weights.shape[0] == 1 && file.metadata["link"] == OutputTransform.ordinal.rawValue
    else {
      let shapes = file.tensors.mapValues(\.shape).sorted { $0.key < $1.key }
      throw refused(
        expected: "tensors weights [columns, features] and intercepts [columns]",
        found: shapes.isEmpty
          ? "no tensors" : shapes.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
    let numbers = weights.values + intercepts.values
    if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
      let place = bad < weights.values.count ? "weight \(bad)" : "an intercept"
      throw refused(expected: "finite weights", found: "\(numbers[bad]) as \(place)")
    }
    guard let scale = file.metadata["inputScale"].flatMap(Double.init), scale.isFinite, scale != 0
    else {
      throw refused(
        expected: "a finite inputScale other than 0",
        found: file.metadata["inputScale"].map { "'\($0)'" } ?? "none")
    }
    let usual = weights.shape[0] == 1 ? OutputTransform.logistic : .softmax
    let named = file.metadata["link"] ?? usual.rawValue
    guard let link = OutputTransform(rawValue: named),
      (link == .logistic || link == .ordinal) == (weights.shape[0] == 1)
    else {
      throw refused(
        expected: weights.shape[0] == 1
          ? "the link logistic or ordinal for one column of weights"
          : "the link softmax or one-vs-rest for \(weights.shape[0]) columns of weights",
        found: "'\(named)'")
    }
    if link == .ordinal,
      intercepts.values.isEmpty
        || zip(intercepts.values, intercepts.values.dropFirst()).contains(where: { $0 >= $1 })
    {
      throw refused(expected: "thresholds that ascend", found: "\(intercepts.values.prefix(10))")
    }
    let count =
      link == .logistic
      ? 2 : link == .ordinal ? intercepts.values.count + 1 : weights.shape[0]
    let text = file.metadata["classes"] ?? ""
    guard let classes = try? Self.whole(text, path, ModelClass.list), classes.count == count,
      classes.count(where: { $0.labels == nil }) < 2
    else {
      throw refused(
        expected: "\(count) classes",
        found: text.isEmpty ? "none" : FileError.shown(text, most: 500))
    }
    if let twice = classes.repetition {
      throw refused(expected: "classes that differ", found: "'\(twice)' twice")
    }

    let described = file.metadata["inputs"] ?? "{}"
    let inputs = try? Self.whole(described, path) { (scanner) throws(FileError) in
      try Schema(&scanner)
    }
    guard let inputs, inputs.problem(features: weights.shape[1]) == nil else {
      throw refused(
        expected: "names and a shape of \(weights.shape[1]) features",
        found: "'\(FileError.shown(described, most: 500))'")
    }

    self.init(
      features: weights.shape[1], weights: weights.values, intercepts: intercepts.values,
      classes: classes, link: link, inputScale: scale,
      training: file.metadata.entries(after: Self.trainingPrefix),
      inputs: inputs)
    inference = try Inference(of: self, in: file, path: path)
  }

  /// What a text is, as JSON, and nothing behind it.
  private static func whole<Value>(
    _ text: String, _ path: String, _ value: (inout JSONScanner) throws(FileError) -> Value
  ) throws(FileError) -> Value {
    var scanner = JSONScanner(Array(text.utf8), path: path)
    let value = try value(&scanner)
    try scanner.end()
    return value
  }
}
