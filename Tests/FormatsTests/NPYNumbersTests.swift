@testable import SigmoidSystem
import TestSupport
import Testing

/// Arrays of any shape as numbers.
@Suite struct NPYNumbersTests {
  private func numbers(
    _ type: String, _ shape: [Int], fortran: Bool = false, _ elements: [UInt8]
  ) throws -> [Double] {
    let file = NumPySample.npy(type, shape, fortran: fortran, elements)
    return try NumPySample.array(file).numbers()
  }

  @Test func everyType() throws {
    for (type, elements) in [
      ("|i1", NumPySample.bytes([-3, 7] as [Int8])),
      ("<i2", NumPySample.bytes([-3, 7] as [Int16])),
      (">i4", NumPySample.bytes([-3, 7] as [Int32], bigEndian: true)),
      ("<i8", NumPySample.bytes([-3, 7] as [Int64])),
      ("<f4", NumPySample.bytes([-3, 7].map { Float($0).bitPattern })),
      (">f8", NumPySample.bytes([-3, 7].map { Double($0).bitPattern }, bigEndian: true)),
    ] {
      #expect(try numbers(type, [2], elements) == [-3, 7], "\(type)")
    }
    for (type, elements) in [
      ("|u1", [1, 0]), ("|b1", [1, 0]), ("<u2", NumPySample.bytes([1, 0] as [UInt16])),
      ("<u4", NumPySample.bytes([1, 0] as [UInt32])),
      ("<u8", NumPySample.bytes([1, 0] as [UInt64])),
    ] as [(String, [UInt8])] {
      #expect(try numbers(type, [2], elements) == [1, 0], "\(type)")
    }
  }

  @Test func inCOrderWhateverTheFileHas() throws {
    let elements: [UInt8] = [1, 2, 3, 4, 5, 6]
    #expect(try numbers("|u1", [2, 3], elements) == [1, 2, 3, 4, 5, 6])
    #expect(try numbers("|u1", [2, 3], fortran: true, elements) == [1, 3, 5, 2, 4, 6])
    #expect(try numbers("|u1", [0, 3], []) == [])
  }

  @Test func whatIsNoNumberIsRefused() throws {
    for (type, elements) in [
      ("<U1", NumPySample.text(["7"], length: 1)), ("|S1", [0x37]),
      ("<i8", NumPySample.bytes([Int64.max])), ("<u8", NumPySample.bytes([UInt64.max])),
    ] {
      #expect(throws: FileError.self, "\(type)") { try numbers(type, [1], elements) }
    }
  }
}
