import Foundation
import LinearAlgebra
import LogisticRegression
import TestSupport
import Testing

@testable import ModelFormats

/// Other programs run our ONNX, and we read theirs.
@Suite struct InteroperationTests {
  private static func python(with module: String) -> String? {
    let path = ProcessInfo.processInfo.environment["SIGMOID_PEERS"] ?? ""
    return !path.isEmpty && ChildTool.has([path, "-c", "import numpy, \(module)"]) ? path : nil
  }
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
    print("seed \(random.seed)")
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
    let cases = try JSONDecoder().decode([Case].self, from: Data(folder.bytes("cases.json")))
    #expect(cases.count >= 4)
    for one in cases {
      let model = try ModelFormat.onnx.read(contentsOf: folder.file("\(one.name).onnx"))
      #expect(model.classes.map(\.name) == one.labels, "\(one.name)")
      let inputs = Matrix<Double>(
        rows: model.features, columns: one.inputs.count, elements: one.inputs.flatMap { $0 })
      let found = try model.probabilities(of: inputs)
      for (example, row) in one.probabilities.enumerated() {
        for (k, value) in row.enumerated() {
          #expect(abs(found[k, example] - value) < 1e-6, "\(one.name)")
        }
      }
    }
  }
}
