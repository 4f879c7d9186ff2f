import Foundation
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import TestSupport
import Testing

/// Tables that pandas and Python's csv module write, and what pandas reads of ours.
@Suite(
  .enabled(
    if: pandas != nil,
    "needs SIGMOID_PEERS, a Python that has the package pandas"))
struct CSVInteropTests {
  struct Case: Decodable {
    let file: String
    let labels: [String]
    let names: [String]?
    let features: Int
    /// Of each value as a Double, example after example.
    let bits: [UInt64]
    let header: Bool?
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func whatPandasWrites() throws {
    try pandas?.run(["write", folder.path])
    let cases = try JSONDecoder().decode([Case].self, from: Data(folder.bytes("cases.json")))
    #expect(cases.count == 40)
    for one in cases {
      let table = try PlainTable(
        CSVTable(
          contentsOf: folder.file(one.file),
          options: CSVOptions(header: one.header == false ? .absent : .automatic)))
      #expect(table.names == one.names, "\(one.file)")
      #expect(table.labels == one.labels, "\(one.file)")
      #expect(table.features == one.features, "\(one.file)")
      #expect(table.isBytes == one.file.hasPrefix("bytes"), "\(one.file)")
      #expect(table.values.map(\.bitPattern) == one.bits, "\(one.file)")
    }
  }

  @Test func whatPandasReads() throws {
    var random = RandomValues()
    print("CSVInteropTests.whatPandasReads: seed \(random.seed)")
    let values = (0..<300).map { _ in
      Float(bitPattern: UInt32(random.next() >> 32) & ~(1 << 30))
    }
    let labels = (0..<100).map { ["a", "b,\"c\"", "d\ne", "7", "\""][$0 % 5] }
    let names = ["x", "y,\"z\"", "ü"]
    let features = Matrix(rows: 3, columns: 100, elements: values)
    try CSVWriter.write(
      features, labels: Labels(labels), featureNames: names, to: folder.file("ours.csv"))
    let answer = try #require(pandas).run(["read", folder.path])
    let read = try JSONDecoder().decode(Case.self, from: answer)
    #expect(read.labels == labels && read.names == names)
    #expect(read.bits == values.map { Double($0).bitPattern })
  }
}

private let pandas = PeerScript("interop_csv.py", importing: "pandas")
