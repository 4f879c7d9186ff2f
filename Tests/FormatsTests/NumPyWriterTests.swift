@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct NumPyWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(name).dropFirst(10).prefix(118), as: UTF8.self)
  }

  @Test func bytesAreThoseThatNumPyWrites() throws {
    try NPYWriter.write(integers: [1, -2], to: folder.file("a"))
    let dictionary = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }"
    #expect(
      try folder.bytes("a") == [0x93] + "NUMPY\u{1}\0\u{76}\0".utf8 + dictionary.utf8
        + [UInt8](repeating: 0x20, count: 117 - dictionary.utf8.count) + [0x0A]
        + NumPySample.bytes([1, -2] as [Int64]))
  }

  @Test func headersOfEveryLengthAreMultiplesOf64() {
    for rank in 1...64 {
      for dimension in [1, 12, 123] {
        let header = NPYHeader.bytes(
          NPYElementType(.float, size: 4), dimensions: [Int](repeating: dimension, count: rank))
        #expect(header.count % 64 == 0 && header.last == 0x0A)
        let read = header.withUnsafeBytes { try? NPYHeader($0, path: "x") }
        #expect(read?.dimensions == [Int](repeating: dimension, count: rank))
        #expect(read?.size == header.count)
      }
    }
  }

  @Test func matricesComeBack() throws {
    var random = RandomValues()
    let floats: [Float] = random.array(12)
    let doubles: [Double] = random.array(12)
    let bytes = random.bytes(12)
    let path = folder.file("a.npy")

    try NPYWriter.write(Matrix(rows: 4, columns: 3, elements: floats), shape: [2, 2], to: path)
    #expect(try NPYArray(contentsOf: path).dimensions == [3, 2, 2])
    #expect(try Held(NPYArray(contentsOf: path).features()) == .floats(floats, features: 4))
    try NPYWriter.write(Matrix(rows: 4, columns: 3, elements: doubles), to: path)
    #expect(try Held(NPYArray(contentsOf: path).features()) == .doubles(doubles, features: 4))
    try NPYWriter.write(numbers: doubles, shape: [3, 4], to: path)
    #expect(try Held(NPYArray(contentsOf: path).features()) == .doubles(doubles, features: 4))
    var matrix = ByteMatrix(features: 4, examples: 3)
    var span = matrix.mutableSpan
    for index in bytes.indices { span[index] = bytes[index] }
    try NPYWriter.write(matrix, to: path)
    #expect(
      try Held(NPYArray(contentsOf: path).features())
        == .bytes(bytes, features: 4, scale: ByteMatrix.unitScale))
    #expect(folder.names() == ["a.npy"])
  }

  @Test(arguments: [
    (["3", "-4", "3"], "<i8"), (["9223372036854775807"], "<i8"), (["9223372036854775808"], "<U19"),
    (["007", "7"], "<U3"), (["+7"], "<i8"), (["+x"], "<U2"), (["1.5", "2"], "<U3"),
    (["é日🙂", "", "b"], "<U3"),
    ([""], "<U1"), ([], "<i8"),
  ])
  func labelsComeBack(_ names: [String], _ type: String) throws {
    let path = folder.file("y.npy")
    let labels = Labels(names)
    try NPYWriter.write(labels, to: path)
    let array = try NPYArray(contentsOf: path)
    #expect(array.elementType.typeString == type)
    #expect(try array.labels() == labels)
  }

  @Test func labelsThatNumPyCannotHoldAreRefused() throws {
    let error = #expect(throws: FileError.self) {
      try NPYWriter.write(Labels(["a", "b\0"]), to: folder.file("y.npy"))
    }
    #expect(error?.path == folder.file("y.npy"))
    #expect(folder.names() == [])
    try NPYWriter.write(Labels(["a", "b\0c"]), to: folder.file("y.npy"))
    #expect(try NPYArray(contentsOf: folder.file("y.npy")).labels() == Labels(["a", "b\0c"]))
  }

  @Test func archivesComeBack() throws {
    let path = folder.file("a.npz")
    var writer = NPZWriter()
    writer.add(ByteMatrix(features: 3, examples: 2), named: "x")
    writer.add(Matrix<Float>(rows: 2, columns: 1, elements: [1, 2]), named: "poids é")
    writer.add(numbers: [1, 2, 3, 4], shape: [2, 2], named: "d")
    writer.add(integers: [5], named: "i")
    try writer.add(Labels(["b", "a"]), named: "y")
    try writer.write(to: path)
    let file = try NPZFile(contentsOf: path)
    #expect(
      try file.entries().map(\.description)
        == ["x (2 × 3, |u1)", "poids é (1 × 2, <f4)", "d (2 × 2, <f8)", "i (1, <i8)", "y (2, <U1)"])
    #expect(try file.labels() == Labels(["b", "a"]))
    #expect(
      try Held(file.features()) == .bytes([0, 0, 0, 0, 0, 0], features: 3, scale: 1.0 / 255))
    #expect(try Held(file.features(named: "d")) == .doubles([1, 2, 3, 4], features: 2))
    #expect(try Held(file.features(named: "poids é")) == .floats([1, 2], features: 2))
  }

  /// So that the elements can be mapped: each file in the archive begins at a multiple of 64.
  @Test func membersAreAligned() throws {
    for length in 1..<70 {
      var writer = NPZWriter()
      writer.add(numbers: [1.5], named: String(repeating: "n", count: length))
      writer.add(numbers: [2.5], named: "x")
      try writer.write(to: folder.file("a"))
      let bytes = try folder.bytes("a")
      let starts = bytes.indices.filter { bytes[$0...].starts(with: [0x93] + "NUMPY".utf8) }
      #expect(starts.count == 2 && starts.allSatisfy { $0 % 64 == 0 }, "\(length)")
    }
  }

  @Test func writingNowhereIsAnError() {
    let error = #expect(throws: FileError.self) {
      try NPYWriter.write(numbers: [1.5], to: folder.file("no/x.npy"))
    }
    #expect(error?.path == folder.file("no/x.npy"))
    #expect(throws: FileError.self) { try NPZWriter().write(to: folder.file("no/x.npz")) }
  }
}
