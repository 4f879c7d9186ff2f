@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import Foundation
import TestSupport
import Testing

/// Text that scikit-learn writes, and ours as scikit-learn reads it.
@Suite(.enabled(if: scikitLearn != nil, "needs SIGMOID_PEERS, a Python with scikit-learn"))
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
      [String: Expected].self, from: #require(scikitLearn).run(["write", folder.path]))
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
    print("seed \(random.seed)")
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
        from: #require(scikitLearn).run(
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

private let scikitLearn = PeerScript("interop_libsvm.py", importing: "sklearn, scipy")
