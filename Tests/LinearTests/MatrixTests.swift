@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

@Suite struct MatrixTests {
  @Test func columnsAreContiguous() {
    var x = Matrix<Float>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(x[0, 2] == 5)
    #expect(x[1, 0] == 2)
    x[1, 1] = 40
    #expect(x.column(1)[1] == 40)
    #expect(x.elements == [1, 2, 3, 40, 5, 6])
  }

  @Test(arguments: [1, 3, 1000, 3_000_000]) func startsAlignedAndZero(count: Int) {
    let x = Matrix<Float>(rows: count, columns: 1)
    x.span.withUnsafeBufferPointer {
      #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
      #expect($0.allSatisfy { $0 == 0 })
    }
  }

  @Test func aCopyIsItsOwn() {
    let x = Matrix<Double>(rows: 1, columns: 2, elements: [1, 2])
    var y = x
    y[0, 0] = 9
    #expect(x.elements == [1, 2])
    #expect(y.elements == [9, 2])
  }

  @Test func selectsColumnsInOrder() {
    let x = Matrix<Float>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(x.selecting([2, 0]).elements == [5, 6, 1, 2])
  }

  @Test func findsTheFirstNonFinite() {
    var x = Matrix<Float>(rows: 2, columns: 3)
    #expect(x.firstNonFinite() == nil)
    x[1, 2] = .infinity
    x[0, 2] = .nan
    #expect(x.firstNonFinite() == ElementPosition(feature: 0, example: 2))
  }

  @Test func bytesConvertByScale() {
    var bytes = ByteMatrix(features: 2, examples: 2)
    var span = bytes.mutableSpan
    span[1] = 255
    span[2] = 51
    #expect(bytes.converted().elements == [0, 1, 0.2, 0])
    #expect(bytes.selecting([1]).converted().elements == [0.2, 0])
  }

  @Test func bytesMayStandBehindAHeader() {
    var buffer = AlignedBuffer(byteCount: 6)
    buffer.unsafeMutableBytes.copyBytes(from: [9, 9, 1, 2, 3, 4])
    let x = ByteMatrix(features: 2, examples: 2, scale: 1, buffer: buffer, startingAt: 2)
    #expect(x.converted().elements == [1, 2, 3, 4])
  }

  @Test func floatsMayStandBehindAHeader() {
    // Larger than its elements on both sides.
    var buffer = AlignedBuffer(byteCount: 64 + 24 + 8)
    for (index, value) in [1, 2, 3, 4, 5, 6, 7, 8].enumerated() {
      buffer.unsafeMutableBytes.storeBytes(
        of: Float(value), toByteOffset: 64 + 4 * index, as: Float.self)
    }
    var x = Matrix<Float>(rows: 3, columns: 2, buffer: buffer, startingAt: 64)
    x[0, 1] = 9
    #expect(x.elements == [1, 2, 3, 9, 5, 6])
    #expect(Matrix(rows: 3, columns: 2, elements: x.elements).elements == [1, 2, 3, 9, 5, 6])
    #expect(x[2, 1] == 6)
  }

  @Test func sizesNoMemoryHoldsAreRefused() {
    var wasGiven = false
    if let buffer = AlignedBuffer(ifAvailable: .max - 100) { wasGiven = buffer.byteCount > 0 }
    #expect(!wasGiven)
  }

  @Test func elementsOutsideStop() async {
    await #expect(processExitsWith: .failure) {
      let x = Matrix<Float>(rows: 2, columns: 2)
      _ = x[2, 0]
    }
  }
}
