import Foundation
@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

/// Matrices on a mapped file are those in memory, whatever is given back meanwhile.
@Suite struct MappedStorageTests {
  /// A file of a header of 64 bytes and these bytes, mapped.
  private func mapped(_ bytes: [UInt8]) throws -> AlignedBuffer {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 7, count: 64) + bytes, to: "x")
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let buffer = AlignedBuffer(mapping: descriptor, byteCount: 64 + bytes.count)
    guard let buffer else { throw CocoaError(.fileReadUnknown) }
    return buffer
  }

  @Test func bytesAreThoseOfTheFile() throws {
    var random = RandomValues()
    let (features, examples) = (300, 5000)
    let values = random.bytes(features * examples)
    let matrix = ByteMatrix(
      features: features, examples: examples, buffer: try mapped(values), startingAt: 64)
    var copy = ByteMatrix(features: features, examples: examples)
    var span = copy.mutableSpan
    for index in values.indices { span[index] = values[index] }
    let (isMapped, copyIsMapped) = (matrix.isMapped, copy.isMapped)
    #expect(isMapped && !copyIsMapped)
    let weights: [Float] = random.array(features)
    for _ in 0..<2 {
      var scores = [[Float]](repeating: [Float](repeating: 0, count: examples), count: 2)
      var mappedScores = scores[0].mutableSpan
      matrix.forward(
        weights: weights.span, classes: 1, columns: 0..<examples, into: &mappedScores)
      var scoresOfCopy = scores[1].mutableSpan
      copy.forward(weights: weights.span, classes: 1, columns: 0..<examples, into: &scoresOfCopy)
      #expect(scores[0] == scores[1])
      matrix.didRead(0..<examples)
      matrix.willRead(17..<4000)
    }
    let chosen = (0..<700).map { _ in random.int(in: 0..<examples) }
    let some = matrix.selecting(chosen)
    let others = copy.selecting(chosen)
    let selectionIsMapped = some.isMapped
    #expect(!selectionIsMapped)
    let same = some.span.indices.allSatisfy { some.span[$0] == others.span[$0] }
    #expect(same)
  }

  @Test func piecesAreWholeTilesInOrder() throws {
    let (features, examples) = (1000, 20_000)
    let matrix = ByteMatrix(
      features: features, examples: examples,
      buffer: try mapped([UInt8](repeating: 1, count: features * examples)), startingAt: 64)
    var pieces: [Range<Int>] = []
    matrix.inPieces(100..<19_999, tile: 27) { pieces.append($0) }
    #expect(pieces.first?.lowerBound == 100 && pieces.last?.upperBound == 19_999)
    for (one, next) in zip(pieces, pieces.dropFirst()) {
      #expect(one.upperBound == next.lowerBound && one.count.isMultiple(of: 27))
      #expect(one.count * features <= 4 << 20)
    }
    #expect(pieces.count == 5)
    let inMemory = ByteMatrix(features: 3, examples: 9)
    var whole: [Range<Int>] = []
    inMemory.inPieces(2..<9) { whole.append($0) }
    #expect(whole == [2..<9])
  }

  @Test func theFirstNaNIsFoundInALaterPiece() throws {
    let (features, examples) = (1000, 3000)
    var values = [Float](repeating: 1, count: features * examples)
    values[2900 * features + 5] = .nan
    values[2950 * features] = .infinity
    let bytes = values.withUnsafeBytes { [UInt8]($0) }
    let matrix = Matrix<Float>(
      rows: features, columns: examples, buffer: try mapped(bytes), startingAt: 64)
    let found = matrix.firstNonFinite()
    #expect(found == ElementPosition(feature: 5, example: 2900))
  }

  @Test func aMappedFileIsNotWritten() async {
    await #expect(processExitsWith: .failure) {
      let descriptor = open("/proc/self/exe", O_RDONLY)
      guard var buffer = AlignedBuffer(mapping: descriptor, byteCount: 4096) else { exit(0) }
      buffer.unsafeMutableBytes[0] = 1
    }
  }
}
