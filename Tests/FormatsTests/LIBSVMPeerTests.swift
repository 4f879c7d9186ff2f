@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import Foundation
import TestSupport
import Testing

/// Text that scikit-learn writes, and ours as scikit-learn reads it.
@Suite(.enabled(if: ScikitLearn.isReady, "needs SIGMOID_PEERS, a Python with scikit-learn"))
struct LIBSVMPeerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Contents: Decodable {
    let features: Int
    let bits: [UInt32]
    let labels: [String]
  }

  private struct Expected: Decodable {
    let features: Int
    let bits: [UInt32]
    let labels: [String]
    let zeroBased: Bool
    let queries: Int
  }

  @Test func readsWhatScikitLearnWrites() throws {
    let expected = try JSONDecoder().decode(
      [String: Expected].self, from: ScikitLearn.run(["write", folder.path]))
    #expect(expected.count == 8)
    for (name, expected) in expected {
      let text = try LIBSVMText(
        contentsOf: folder.file(name), features: expected.features, zeroBased: expected.zeroBased)
      #expect(bits(text.data.features) == expected.bits, "\(name)")
      let labels = text.data.labels
      #expect(labels.codes.map { labels.names[Int($0)] } == expected.labels, "\(name)")
      #expect(text.notes.count == (expected.queries > 0 ? 1 : 0), "\(name)")
    }
  }

  @Test(arguments: [false, true]) func scikitLearnReadsWhatIsWritten(zeroBased: Bool) throws {
    var random = RandomValues()
    let (features, examples) = (31, 50)
    let elements = (0..<features * examples).map { _ -> Float in
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      return value.isFinite && random.int(in: 0..<3) == 0 ? value : 0
    }
    let matrix = Matrix(rows: features, columns: examples, elements: elements)
    let labels = Labels((0..<examples).map { _ in random.int(in: -1..<4) })
    try LIBSVMWriter.write(
      Dataset(features: SparseMatrix(matrix), labels: labels), zeroBased: zeroBased,
      to: folder.file("sparse"))
    try LIBSVMWriter.write(
      Dataset(features: matrix, labels: labels), zeroBased: zeroBased, to: folder.file("dense"))
    for name in ["sparse", "dense"] {
      let contents = try JSONDecoder().decode(
        Contents.self,
        from: ScikitLearn.run(
          ["read", folder.file(name), "\(features)"] + (zeroBased ? ["zero-based"] : [])))
      // Zeros of either sign are left out.
      #expect(contents.bits == elements.map { $0 == 0 ? 0 : $0.bitPattern })
      #expect(contents.labels == labels.codes.map { labels.names[Int($0)] })
    }
  }

  private func bits(_ features: SparseMatrix) -> [UInt32] {
    features.converted().elements.map(\.bitPattern)
  }
}

/// The Python of SIGMOID_PEERS, and the script that compares.
private enum ScikitLearn {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Peers/interop_libsvm.py").path

  static var isReady: Bool { (try? python(["-c", "import sklearn, scipy"])) != nil }

  static func run(_ arguments: [String]) throws -> Data { try python([script] + arguments) }

  struct Failed: Error {
    let status: Int32
  }

  private static func python(_ arguments: [String]) throws -> Data {
    let process = Process()
    let path = ProcessInfo.processInfo.environment["SIGMOID_PEERS"] ?? ""
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Failed(status: 127) }
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return result
  }
}
