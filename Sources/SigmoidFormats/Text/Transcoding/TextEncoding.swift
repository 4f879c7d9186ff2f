import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// How the bytes of a text stand for characters, as its beginning tells.
enum TextEncoding: Equatable {
  /// UTF-8, or one of the encodings that have ASCII as it is.
  case ascii
  /// A byte order mark says so.
  case utf8
  /// UTF-16 or UTF-32 by iconv's name, with a byte order mark or, as a guess, without.
  case wide(String, isGuess: Bool)

  /// As many bytes as are looked at.
  private static let sample = 32

  /// - Parameter isWhole: no others follow.
  /// - Returns: nil when more are needed.
  init?(beginning bytes: UnsafeRawBufferPointer, isWhole: Bool) {
    for (mark, encoding) in Self.marks {
      if bytes.starts(with: mark) {
        self = encoding
        return
      }
      if !isWhole, mark.starts(with: bytes) { return nil }
    }
    guard isWhole || bytes.count > 1 else { return nil }
    guard bytes.count > 1, bytes[0] == 0 || bytes[1] == 0 else {
      self = .ascii
      return
    }
    guard isWhole || bytes.count >= Self.sample else { return nil }
    let beginning = bytes.prefix(min(Self.sample, bytes.count & ~1))
    func areZero(_ remainder: Int) -> Bool {
      beginning.indices.allSatisfy { (beginning[$0] == 0) == ($0 % 2 == remainder) }
    }
    self =
      areZero(1)
      ? .wide("UTF-16LE", isGuess: true)
      : areZero(0) ? .wide("UTF-16BE", isGuess: true) : .ascii
  }

  /// That of UTF-32 begins as that of UTF-16 does.
  private static let marks: [([UInt8], TextEncoding)] = [
    ([0xFF, 0xFE, 0, 0], .wide("UTF-32LE", isGuess: false)),
    ([0, 0, 0xFE, 0xFF], .wide("UTF-32BE", isGuess: false)),
    ([0xFF, 0xFE], .wide("UTF-16LE", isGuess: false)),
    ([0xFE, 0xFF], .wide("UTF-16BE", isGuess: false)),
    (CSVQuoting.byteOrderMark, .utf8),
  ]
}

/// The first byte of a text that is not ASCII, and what it tells.
enum NonASCII {
  case none
  /// More bytes are needed to tell at this place.
  case cut(Int)
  case utf8(Int)
  case other(Int)

  /// - Parameter isWhole: no bytes follow.
  init(in bytes: UnsafeRawBufferPointer, isWhole: Bool) {
    guard let place = Self.first(in: bytes) else {
      self = .none
      return
    }
    let rest = bytes[place...]
    let length =
      switch rest[place] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    if length > rest.count, !isWhole {
      // What cannot become a character need not be waited for.
      let isOpen = rest.dropFirst().allSatisfy { 0x80...0xBF ~= $0 }
      self = isOpen ? .cut(place) : .other(place)
    } else if length > 0, String(validating: rest.prefix(length), as: UTF8.self) != nil {
      self = .utf8(place)
    } else {
      self = .other(place)
    }
  }

  /// As much of a text as is looked at in one go.
  private static let piece = 4 << 20

  /// The first byte that is not ASCII; nil when all are. A long text is looked at on all threads.
  static func first(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count > piece else { return firstOfPiece(bytes) }
    let pieces = (bytes.count + piece - 1) / piece
    // Sound: the text is only read, and outlives the loop.
    nonisolated(unsafe) let bytes = bytes
    let found = parallelMap(
      pieces, threads: BLASThreads.available, until: { $0 != nil }
    ) { index -> Int? in
      let start = index * piece
      let part = UnsafeRawBufferPointer(
        rebasing: bytes[start..<min(start + piece, bytes.count)])
      return firstOfPiece(part).map { start + $0 }
    }
    return found.lazy.compactMap { $0 ?? nil }.first
  }

  private static func firstOfPiece(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let top: UInt64 = 0x8080_8080_8080_8080
    let words = bytes.count & ~31
    var position = 0
    // Each byte of a table goes through here.
    while position < words {
      func word(_ index: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: position &+ 8 &* index, as: UInt64.self)
      }
      guard (word(0) | word(1) | word(2) | word(3)) & top == 0 else { break }
      position &+= 32
    }
    while position < bytes.count {
      if bytes[position] >= 0x80 { return position }
      position += 1
    }
    return nil
  }
}
