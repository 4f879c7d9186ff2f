import Foundation
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// Other programs run our ONNX, and we read theirs.
@Suite struct InteroperationTests {
  private static func python(with module: String) -> String? {
    let path = ProcessInfo.processInfo.environment["SIGMOID_PEERS"] ?? ""
    return !path.isEmpty && ChildTool.has([path, "-c", "import numpy, \(module)"]) ? path : nil
  }
  private static let numpy = python(with: "numpy")
  private static let scikitLearn = python(with: "sklearn")
  private static let runtime = python(with: "onnxruntime")
  private static let converter = python(with: "skl2onnx")

  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Peers/interop_models.py").path

  /// One model, as the script reads and writes it in cases.json.
  private struct Case: Codable {
    let name: String
    let inputs: [[Double]]
    let labels: [String]
    let probabilities: [[Double]]
  }

  @Test(.enabled(if: runtime != nil, "needs SIGMOID_PEERS, a Python with onnxruntime"))
  func onnxruntimeAgrees() throws {
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
    try folder.write([UInt8](JSONEncoder().encode(cases)), to: "cases.json")
    print(try ChildTool.run([Self.runtime ?? "", Self.script, "check", folder.path]))
  }

  @Test(.enabled(if: converter != nil, "needs SIGMOID_PEERS, a Python with skl2onnx"))
  func scikitLearnsModelsAreRead() throws {
    let folder = try TemporaryFolder()
    try ChildTool.run([Self.converter ?? "", Self.script, "write", folder.path])
    try check(.onnx, in: folder, atLeast: 4, tolerance: 1e-6)
  }

  /// The models of cases.json give its probabilities.
  private func check(
    _ format: ModelFormat, in folder: TemporaryFolder, atLeast count: Int, tolerance: Double
  ) throws {
    let cases = try JSONDecoder().decode([Case].self, from: Data(folder.bytes("cases.json")))
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
  @Test(.enabled(if: numpy != nil, "needs SIGMOID_PEERS, a Python with numpy"))
  func numpyAgrees() throws {
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
    try folder.write([UInt8](JSONEncoder().encode(cases)), to: "cases.json")
    print(try ChildTool.run([Self.numpy ?? "", Self.script, "check-npz", folder.path]))
  }

  @Test(.enabled(if: scikitLearn != nil, "needs SIGMOID_PEERS, a Python with scikit-learn"))
  func scikitLearnsArraysAreRead() throws {
    let folder = try TemporaryFolder()
    try ChildTool.run([Self.scikitLearn ?? "", Self.script, "write-npz", folder.path])
    try check(.npz, in: folder, atLeast: 4, tolerance: 1e-12)
  }
}
