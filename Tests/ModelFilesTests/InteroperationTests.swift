@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// Other programs run our ONNX, and we read theirs.
@Suite struct InteroperationTests {
  private static func peer(_ package: String, called name: String) -> Peer {
    Peer("interop_models.py", importing: "numpy", package, called: name)
  }
  private static let numpy = peer("numpy", called: "NumPy")
  private static let scikitLearn = peer("sklearn", called: "scikit-learn")
  private static let runtime = peer("onnxruntime", called: "onnxruntime")
  private static let converter = peer("skl2onnx", called: "skl2onnx")

  /// One model, as the script reads and writes it in cases.json.
  private struct Case: Codable {
    let name: String
    let inputs: [[Double]]
    let labels: [String]
    let probabilities: [[Double]]
  }

  @Test(.needs(runtime)) func onnxruntimeAgrees() throws {
    var random = RandomValues()
    let folder = try TemporaryFolder()
    var cases: [Case] = []
    for one in PortableCase.all(&random) {
      let metadata = try ONNXMetadata(entries: [:], path: "none")
      try folder.write(
        ONNXExport.encode(one.model, metadata: metadata, name: one.name), to: "\(one.name).onnx")
      // A sum that underflows, or ∞ − ∞, is nobody's probability.
      let finite = zip(one.inputs, one.expected).filter { $1.allSatisfy(\.isFinite) }
      cases.append(
        Case(
          name: one.name, inputs: finite.map(\.0), labels: one.model.labels,
          probabilities: finite.map(\.1)))
    }
    try folder.encode(cases, to: "cases.json")
    print(String(decoding: try Self.runtime.run("check", folder.path), as: UTF8.self))
  }

  @Test(.needs(converter)) func scikitLearnsModelsAreRead() throws {
    let folder = try TemporaryFolder()
    try Self.converter.run("write", folder.path)
    try check(.onnx, in: folder, atLeast: 4, tolerance: 1e-6)
  }

  /// The models of cases.json give its probabilities.
  private func check(
    _ format: ModelFormat, in folder: TemporaryFolder, atLeast count: Int, tolerance: Double
  ) throws {
    let cases = try folder.decode([Case].self, from: "cases.json")
    #expect(cases.count >= count)
    for one in cases {
      let model = try format.read(contentsOf: folder.file("\(one.name).\(format)"))
      #expect(model.classes.map(\.name) == one.labels, "\(one.name)")
      let inputs = Matrix<Double>(
        rows: model.features, columns: one.inputs.count, elements: one.inputs.flatMap { $0 })
      let found = try model.probabilities(of: inputs)
      for (example, row) in one.probabilities.enumerated() {
        for (k, value) in row.enumerated() {
          #expect(abs(found[k, example] - value) < tolerance, "\(one.name)")
        }
      }
    }
  }

  /// By the formula of the help of `sigmoid export`.
  @Test(.needs(numpy)) func numpyAgrees() throws {
    var random = RandomValues()
    let folder = try TemporaryFolder()
    var cases: [Case] = []
    for one in PortableCase.all(&random) {
      let model = LogisticModel(
        features: one.model.features, weights: one.model.weights.map { $0 * 255 },
        intercepts: one.model.intercepts,
        classes: one.model.labels.map { ModelClass(name: $0, labels: [$0]) }, link: one.model.link,
        inputScale: 1.0 / 255)
      try folder.write(NPZModel.encode(model), to: "\(one.name).npz")
      let finite = zip(one.inputs, one.expected).filter { $1.allSatisfy(\.isFinite) }
      cases.append(
        Case(
          name: one.name, inputs: finite.map(\.0), labels: one.model.labels,
          probabilities: finite.map(\.1)))
    }
    try folder.encode(cases, to: "cases.json")
    print(String(decoding: try Self.numpy.run("check-npz", folder.path), as: UTF8.self))
  }

  @Test(.needs(scikitLearn)) func scikitLearnsArraysAreRead() throws {
    let folder = try TemporaryFolder()
    try Self.scikitLearn.run("write-npz", folder.path)
    try check(.npz, in: folder, atLeast: 4, tolerance: 1e-12)
  }
}
