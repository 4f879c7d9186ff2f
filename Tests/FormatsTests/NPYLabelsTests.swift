@testable import SigmoidExamples
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct NPYLabelsTests {
  func labels(_ bytes: [UInt8]) throws -> Labels { try NumPySample.array(bytes).labels() }

  func refusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { _ = try labels(bytes) }
  }

  @Test func integersOfEveryType() throws {
    #expect(try labels(NumPySample.npy("|u1", [2], [3, 200])) == Labels([3, 200]))
    #expect(try labels(NumPySample.npy("|i1", [2], [3, 200])) == Labels([3, -56]))
    for big in [false, true] {
      let order = big ? ">" : "<"
      func check<Value: FixedWidthInteger>(_ type: String, _ values: [Value]) throws {
        let file = NumPySample.npy(
          order + type, [values.count], NumPySample.bytes(values, bigEndian: big))
        let (read, expected) = try (labels(file), Labels(values.map { "\($0)" }))
        #expect(read == expected, "\(type)")
      }
      try check("i2", [300, .min, 300] as [Int16])
      try check("u2", [300, .max] as [UInt16])
      try check("i4", [70000, .min] as [Int32])
      try check("u4", [70000, .max] as [UInt32])
      try check("i8", [.max, .min, 0] as [Int64])
      try check("u8", [.max, 0] as [UInt64])
    }
  }

  @Test func booleansAreZeroAndOne() throws {
    #expect(try labels(NumPySample.npy("|b1", [3], [1, 0, 1])) == Labels([1, 0, 1]))
  }

  @Test func wholeFloatsAreIntegers() throws {
    let singles = [3, -0.0, -2].map { Float($0).bitPattern }
    #expect(
      try labels(NumPySample.npy("<f4", [3], NumPySample.bytes(singles))) == Labels([3, 0, -2]))
    let doubles = [0x1p53, 1].map(\.bitPattern)
    #expect(
      try labels(NumPySample.npy(">f8", [2], NumPySample.bytes(doubles, bigEndian: true)))
        == Labels([1 << 53, 1]))
    for wrong in [0.5, .nan, .infinity, 0x1p54, 1e300] {
      let file = NumPySample.npy("<f8", [3], NumPySample.bytes([1, wrong, 2.5].map(\.bitPattern)))
      #expect(refusal(file)?.found == "\(wrong) at example 1 (from 0)")
    }
  }

  @Test func stringsLoseTheirPaddingOnly() throws {
    let names = ["zero", "", "é 日本 🙂", "a\0b"]
    for big in [false, true] {
      let file = NumPySample.npy(
        big ? ">U6" : "<U6", [4], NumPySample.text(names, length: 6, bigEndian: big))
      #expect(try labels(file) == Labels(names))
    }
    let bytes: [UInt8] = Array("ab\0\0\0".utf8) + Array("c\0d\0\0".utf8) + Array("é\0\0\0".utf8)
    #expect(try labels(NumPySample.npy("|S5", [3], bytes)) == Labels(["ab", "c\0d", "é"]))
  }

  @Test func whatIsNotTextIsRefused() {
    let surrogate = NumPySample.npy("<U1", [2], NumPySample.bytes([65, 0xD800] as [UInt32]))
    #expect(refusal(surrogate)?.found == "a code point outside Unicode at element 1 (from 0)")
    let latin = NumPySample.npy("|S1", [2], [65, 0xE9])
    #expect(refusal(latin)?.found == "bytes that are not UTF-8 at element 1 (from 0)")
  }

  @Test func oneColumnIsOneLabelAnExample() throws {
    for fortran in [false, true] {
      #expect(
        try labels(NumPySample.npy("|u1", [3, 1], fortran: fortran, [1, 2, 3]))
          == Labels([1, 2, 3]))
    }
    #expect(
      refusal(NumPySample.npy("|u1", [3, 2], [1, 0, 0, 1, 1, 0]))?.remedy.contains("argmax") == true
    )
    #expect(refusal(NumPySample.npy("|u1", [3, 1, 1], [1, 0, 0])) != nil)
    #expect(try labels(NumPySample.npy("|u1", [0], [])).count == 0)
  }
}
