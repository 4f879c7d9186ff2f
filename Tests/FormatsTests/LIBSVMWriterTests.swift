@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

/// Text that is written and read back.
@Suite struct LIBSVMWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(name), as: UTF8.self)
  }

  @Test func theTextIsTheFormats() throws {
    let matrix = Matrix<Float>(rows: 3, columns: 2, elements: [0.1, 0, -2, 0, 1e-20, 1e20])
    let data = Dataset(features: matrix, labels: Labels(["cat", "7"]))
    try LIBSVMWriter.write(data, to: folder.file("a"))
    // The digits by which a double is the same number as these floats.
    #expect(
      try text("a")
        == "cat 1:0.10000000149011612 3:-2\n7 2:9.999999682655225e-21 3:1.0000000200408773e+20\n")
    try LIBSVMWriter.write(data, zeroBased: true, to: folder.file("b"))
    #expect(
      try text("b")
        == "cat 0:0.10000000149011612 2:-2\n7 1:9.999999682655225e-21 2:1.0000000200408773e+20\n")
    let doubles = Matrix<Double>(rows: 3, columns: 2, elements: [0.1, 0, -2, 0, 1e-20, 1e20])
    let sparse = Dataset(features: SparseMatrix(doubles), labels: Labels(["cat", "7"]))
    try LIBSVMWriter.write(sparse, to: folder.file("c"))
    #expect(try text("c") == "cat 1:0.1 3:-2\n7 2:1e-20 3:1e+20\n")
    try LIBSVMWriter.write(doubles, labels: Labels(["cat", "7"]), to: folder.file("d"))
    #expect(try text("d") == text("c"))
  }

  @Test(arguments: ["a.svm", "a.svm.gz"]) func everyFloatComesBack(name: String) throws {
    var random = RandomValues()
    let (features, examples) = (19, 60)
    let elements = (0..<features * examples).map { _ -> Float in
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      return value.isFinite && random.int(in: 0..<3) == 0 ? value : 0
    }
    let labels = Labels((0..<examples).map { _ in random.int(in: -2..<3) })
    let matrix = Matrix(rows: features, columns: examples, elements: elements)
    let sparse = Dataset(features: SparseMatrix(matrix), labels: labels)
    let dense = Dataset(features: matrix, labels: labels)
    try LIBSVMWriter.write(dense, to: folder.file(name))
    let read = try LIBSVMText(contentsOf: folder.file(name), features: features)
    #expect(read.data.features.converted().elements == elements)
    #expect(read.data.labels == labels)
    try LIBSVMWriter.write(sparse, zeroBased: true, to: folder.file("sparse-" + name))
    let again = try LIBSVMText(
      contentsOf: folder.file("sparse-" + name), features: features, zeroBased: true)
    #expect(again.data.features.converted().elements == elements)
  }

  @Test func bytesAreWrittenAsTheirValues() throws {
    var bytes = ByteMatrix(features: 256, examples: 1)
    var span = bytes.mutableSpan
    for index in 0..<256 { span[index] = UInt8(index) }
    let values = bytes.converted().elements
    try LIBSVMWriter.write(
      Dataset(features: bytes, labels: Labels([1])), to: folder.file("bytes"))
    let read = try LIBSVMText(contentsOf: folder.file("bytes"))
    #expect(read.data.features.converted().elements == values)
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    let matrix = Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, 3, .nan])
    let notANumber = Dataset(features: matrix, labels: Labels([1, 2]))
    let path = folder.file("x")
    let error = #expect(throws: FileError.self) {
      try LIBSVMWriter.write(notANumber, to: path)
    }
    #expect(error?.found == "one that is not, feature 1 of example 1")
    for label in ["two words", "", "a#b", "a:b", "a\nb"] {
      let sparse = SparseMatrix(features: 1, offsets: [0, 0], elements: [])
      let data = Dataset(features: sparse, labels: Labels([label]))
      #expect(throws: FileError.self) {
        try LIBSVMWriter.write(data, to: path)
      }
    }
    #expect(folder.names().isEmpty)
  }
}
