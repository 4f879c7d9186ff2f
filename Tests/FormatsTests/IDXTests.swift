@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct IDXTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func array(_ bytes: [UInt8]) throws -> IDXArray {
    try IDXArray(FileContents(name: "file", bytes: bytes))
  }

  func bigEndian<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bigEndian) { Array($0) } }
  }

  func refusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { _ = try array(bytes) }
  }

  @Test func bytesBecomeAMatrixWithoutACopy() throws {
    let matrix = try array(SmallSet.idx([2, 1, 3], [1, 2, 3, 4, 5, 255])).byteMatrix()
    #expect(matrix.features == 3)
    #expect(matrix.examples == 2)
    #expect(matrix.scale == 1.0 / 255)
    #expect(matrix.bytes(1..<2)[2] == 255)
    #expect(matrix.span[0] == 1)
  }

  @Test func everyElementTypeBecomesFloats() throws {
    func floats(_ type: UInt8, _ elements: [UInt8]) throws -> [Float] {
      let matrix = try array(SmallSet.idx([2, 2], elements, type: type)).floatMatrix()
      #expect(matrix.rows == 2 && matrix.columns == 2)
      return matrix.elements
    }
    #expect(try floats(0x08, [0, 1, 128, 255]) == [0, 1, 128, 255])
    #expect(try floats(0x09, [0, 1, 128, 255]) == [0, 1, -128, -1])
    #expect(
      try floats(0x0B, bigEndian([Int16](arrayLiteral: 1, -2, 300, .min)))
        == [1, -2, 300, -32768])
    #expect(
      try floats(0x0C, bigEndian([Int32](arrayLiteral: 1, -2, 70000, .min)))
        == [1, -2, 70000, -2_147_483_648])
    #expect(
      try floats(0x0D, bigEndian([Float(1.5), -2, 0.1, .infinity].map(\.bitPattern)))
        == [1.5, -2, 0.1, .infinity])
    #expect(
      try floats(0x0E, bigEndian([1.5, -2, 0.1, 1e300].map(\.bitPattern)))
        == [1.5, -2, 0.1, .infinity])
  }

  @Test func everyIntegerTypeBecomesLabels() throws {
    func integers(_ type: UInt8, _ elements: [UInt8]) throws -> [Int] {
      try array(SmallSet.idx([2], elements, type: type)).integers()
    }
    #expect(try integers(0x08, [3, 200]) == [3, 200])
    #expect(try integers(0x09, [3, 200]) == [3, -56])
    #expect(try integers(0x0B, bigEndian([Int16](arrayLiteral: 3, -3))) == [3, -3])
    #expect(try integers(0x0C, bigEndian([Int32](arrayLiteral: 3, .min))) == [3, -2_147_483_648])
    #expect(try array(SmallSet.idx([3], [9, 0, 9])).labels().names == ["0", "9"])
    let error = #expect(throws: FileError.self) {
      try integers(0x0D, bigEndian([Float(1), 2].map(\.bitPattern)))
    }
    #expect(error?.found == "2 32-bit floats")
  }

  @Test func aMatrixIsNotTakenForLabelsNorLabelsForAMatrix() throws {
    let images = #expect(throws: FileError.self) {
      try array(SmallSet.idx([2, 1], [1, 2])).integers()
    }
    #expect(
      images?.description == "file: expected labels: integers in one dimension, "
        + "found 2 × 1 unsigned bytes; check that this is the label file")
    let labels = #expect(throws: FileError.self) {
      _ = try array(SmallSet.idx([2], [1, 2])).floatMatrix()
    }
    #expect(labels?.found == "2 unsigned bytes")
    let signed = #expect(throws: FileError.self) {
      _ = try array(SmallSet.idx([2, 1], [1, 2], type: 9)).byteMatrix()
    }
    #expect(signed?.found == "2 × 1 signed bytes")
  }

  @Test func anyRankFrom1To255() throws {
    let deep = try array(SmallSet.idx([2] + Array(repeating: 1, count: 254), [5, 6]))
    #expect(deep.dimensions.count == 255)
    #expect(try deep.byteMatrix().features == 1)
    #expect(refusal([0, 0, 8, 0])?.expected == "an IDX file of 1 to 255 dimensions")
  }

  @Test func headersAreChecked() {
    #expect(refusal([])?.found == "an empty file")
    #expect(refusal([0, 0, 8])?.found == "3 bytes")
    #expect(refusal([0, 1, 8, 1, 0, 0, 0, 0])?.found == "00 01 08 01")
    #expect(refusal([0, 0, 0x0A, 1, 0, 0, 0, 0])?.found == "0A")
    let short = refusal([0, 0, 8, 3, 0, 0, 0, 1])
    #expect(short?.expected == "a header of 16 bytes for 3 dimensions")
    #expect(short?.found == "8")
  }

  @Test func sizesAreChecked() {
    let cut = refusal(SmallSet.idx([3, 2], [1, 2, 3, 4, 5]))
    #expect(
      cut?.description == "file: expected 18 bytes, as its header claims "
        + "(3 × 2 unsigned bytes), found 17; the file is cut short: copy or download it again")
    let long = refusal(SmallSet.idx([3, 2], [1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(long?.expected == "18 bytes, as its header claims (3 × 2 unsigned bytes)")
    #expect(long?.found == "20: 2 more")
  }

  @Test func hostileSizesDoNotOverflow() {
    let images = refusal(SmallSet.idx([1 << 31, 28, 28], [1]))
    #expect(images?.expected.contains("1683627180048 bytes") == true)
    #expect(images?.found == "17")
    let huge = refusal(SmallSet.idx([1 << 31, 1 << 31, 1 << 31], []))
    #expect(
      huge?.found
        == "a header that claims 2147483648 × 2147483648 × 2147483648 unsigned bytes")
    let most = [Int](repeating: Int(UInt32.max), count: 255)
    #expect(refusal(SmallSet.idx(most, [], type: 0x0E)) != nil)
    // 2^62 doubles: the count fits, the bytes do not.
    #expect(refusal(SmallSet.idx([1 << 31, 1 << 31], [], type: 0x0E)) != nil)
    // Found by fuzzing: no elements, and features enough to fill the memory of who counts them.
    #expect(throws: Never.self) { _ = try array(SmallSet.idx([0, 1 << 20], [])).byteMatrix() }
    #expect(
      refusal(SmallSet.idx([0, 1 << 20, 2], []))?.found
        == "a header that claims 0 × 1048576 × 2 unsigned bytes")
    #expect(refusal(SmallSet.idx([1 << 31, 0], [])) != nil)
  }

  @Test(arguments: ["images", "images.gz"])
  func imagesThatWereWrittenComeBack(_ name: String) throws {
    let images = try array(SmallSet.idx([3, 4], [UInt8](0..<12))).byteMatrix()
    try IDXWriter.write(images: images, shape: [2, 2], to: folder.file(name))
    let back = try IDXArray(contentsOf: folder.file(name))
    #expect(back.dimensions == [3, 2, 2])
    #expect([UInt8](back.bytes) == [UInt8](0..<12))
    let beginning = try folder.bytes(name).prefix(2)
    #expect(Array(beginning) == (name.hasSuffix(".gz") ? [0x1f, 0x8b] : [0, 0]))
    #expect(folder.names() == [name])
  }

  @Test(arguments: ["labels", "labels.gz"])
  func labelsThatWereWrittenComeBack(_ name: String) throws {
    try IDXWriter.write(labels: [3, 1, 4], to: folder.file(name))
    #expect(try IDXArray(contentsOf: folder.file(name)).integers() == [3, 1, 4])
  }

  @Test func floatsThatWereWrittenComeBack() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    print("seed \(random.seed)")
    let (floats, doubles): ([Float], [Double]) = (random.array(12), random.array(12))
    let path = folder.file("x.idx")
    try IDXWriter.write(Matrix(rows: 4, columns: 3, elements: floats), shape: [2, 2], to: path)
    #expect(try IDXArray(contentsOf: path).dimensions == [3, 2, 2])
    #expect(try IDXArray(contentsOf: path).floatMatrix().elements == floats)
    #expect(throws: FileError.self) { _ = try IDXArray(contentsOf: path).doubleMatrix() }
    try IDXWriter.write(Matrix(rows: 4, columns: 3, elements: doubles), to: path)
    #expect(try IDXArray(contentsOf: path).doubleMatrix().elements == doubles)
    #expect(try IDXArray(contentsOf: path).floatMatrix().elements == doubles.map(Float.init))
  }

  @Test func writingNowhereIsAnError() {
    let error = #expect(throws: FileError.self) {
      try IDXWriter.write(labels: [1], to: folder.file("no/labels"))
    }
    #expect(error?.path == folder.file("no/labels"))
  }

  /// Whatever a file holds, reading it gives an array or a FileError, never a crash.
  @Test func randomDamageNeverCrashes() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("IDXTests.randomDamageNeverCrashes: seed \(seed), mutated inputs: 20000 of IDX and gzip")
    var generator = SeededGenerator(seed: seed)
    let plain = SmallSet.idx([3, 2, 2], [UInt8](0..<12))
    let labels = SmallSet.idx([4], bigEndian([Int16](arrayLiteral: 1, 2, 3, 4)), type: 0x0B)
    let originals = try [
      plain, labels, SmallSet.gzip(plain), SmallSet.gzip(labels) + SmallSet.gzip([]),
    ]
    var read = 0
    for round in 0..<20_000 {
      var bytes = originals[round % originals.count]
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        guard !bytes.isEmpty else { break }
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.removeSubrange(position...)
        default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
        }
      }
      do {
        let array = try array(bytes)
        #expect(array.bytes.count == array.count * array.elementType.size)
        _ = try? array.integers()
        _ = try? array.floatMatrix()
        _ = try? array.byteMatrix()
        read += 1
      } catch is FileError {
        continue
      }
    }
    #expect(read > 0)
  }
}
