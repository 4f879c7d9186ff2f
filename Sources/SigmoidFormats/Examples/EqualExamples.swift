import SigmoidExamples

/// The examples of a set that are equal to others, byte by byte.
struct EqualExamples {
  /// Those that equal an earlier one.
  private(set) var duplicates = 0
  /// Those that equal one with another label; nil without labels.
  private(set) var conflicts: Int?

  /// Hands out the bytes of two examples.
  typealias Bytes = (
    _ first: Int, _ second: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) -> Void

  /// - Parameter codes: the label of each example.
  init(_ examples: Int, codes: [Int32]?, bytes: Bytes) {
    if codes != nil { conflicts = 0 }
    // Swift's hash has a seed of its own in every process: no file can be made to collide.
    var hashes = [Int](repeating: 0, count: examples)
    for example in 0..<examples {
      var hasher = Hasher()
      bytes(example, example) { bytes, _ in hasher.combine(bytes: bytes) }
      hashes[example] = hasher.finalize()
    }
    let order = hashes.indices.sorted { (hashes[$0], $0) < (hashes[$1], $1) }
    var start = 0
    while start < examples {
      var end = start + 1
      while end < examples, hashes[order[end]] == hashes[order[start]] { end += 1 }
      if end - start > 1 { add(order[start..<end], codes, bytes) }
      start = end
    }
  }

  /// Adds examples of one hash.
  private mutating func add(_ examples: ArraySlice<Int>, _ codes: [Int32]?, _ bytes: Bytes) {
    var groups: [[Int]] = []
    for example in examples {
      if let group = groups.firstIndex(where: { Self.areEqual($0[0], example, bytes) }) {
        groups[group].append(example)
      } else {
        groups.append([example])
      }
    }
    for group in groups {
      duplicates += group.count - 1
      if let codes, group.contains(where: { codes[$0] != codes[group[0]] }) {
        conflicts = (conflicts ?? 0) + group.count
      }
    }
  }

  private static func areEqual(_ first: Int, _ second: Int, _ bytes: Bytes) -> Bool {
    var result = false
    bytes(first, second) { result = $0.elementsEqual($1) }
    return result
  }
}

extension Span where Element: BitwiseCopyable {
  /// Calls `body` with the bytes of this and another.
  func withBytes(
    and other: Span<Element>, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    withUnsafeBytes { bytes in other.withUnsafeBytes { body(bytes, $0) } }
  }
}
