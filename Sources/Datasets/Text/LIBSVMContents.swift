import Dispatch
import Files
import LinearAlgebra
import Synchronization

/// What a LIBSVM text holds, read in parts side by side; `LIBSVMText` tells the format.
struct LIBSVMContents: ~Copyable {
  let features: SparseMatrix
  let labels: Labels
  let notes: [String]

  consuming func takeFeatures() -> SparseMatrix { features }

  consuming func dataset() -> Dataset<SparseMatrix> { Dataset(features: features, labels: labels) }

  /// - Parameter linesBefore: of a block of lines, how many came before it; a block may be without
  ///   examples.
  init(
    _ contents: borrowing FileContents, features: Int?, zeroBased: Bool, threads: Int,
    partBytes: Int = 1 << 20, linesBefore: Int? = nil
  ) throws(FileError) {
    precondition((0...Int(Int32.max)).contains(features ?? 0), "\(features ?? 0) features")
    // Sound: the text is only read, and each part writes its own elements; both outlive the loops.
    nonisolated(unsafe) let text = contents.bytes
    let firstIndex = zeroBased ? 0 : 1
    let ranges = Self.wholeLines(text, parts: max(1, text.count / partBytes))
    let colons = Self.each(ranges.count, threads) { Self.colons(text[ranges[$0]]) }
    let starts = Self.runningSums(colons)
    let size = MemoryLayout<SparseMatrix.Element>.stride
    var buffer = try FileContents.allocate(starts[ranges.count] * size, path: contents.path)
    nonisolated(unsafe) let room = buffer.unsafeMutableBytes.bindMemory(
      to: SparseMatrix.Element.self)
    let meter = linesBefore == nil ? WorkMeter.current : nil
    meter?.begin("parsing \(contents.path)", .bytes, total: text.count)
    let results = Self.each(ranges.count, threads) { part in
      defer { meter?.advance(by: ranges[part].count) }
      return Result { () throws(LIBSVMProblem) in
        try LIBSVMParser.parse(
          text, ranges[part], firstIndex: firstIndex, features: features ?? Int(Int32.max),
          into: UnsafeMutableBufferPointer(rebasing: room[starts[part]..<starts[part + 1]]))
      }
    }
    var parts: [LIBSVMPart] = []
    for result in results {
      do throws(LIBSVMProblem) {
        parts.append(try result.get())
      } catch {
        throw Self.refuse(error, text, path: contents.path, linesBefore: linesBefore ?? 0)
      }
    }
    guard linesBefore != nil || parts.contains(where: { !$0.ends.isEmpty }) else {
      throw FileError(
        path: contents.path, expected: "at least one example, a line: label index:value …",
        found: text.isEmpty ? "an empty file" : "none",
        remedy: "check that this is the file you mean")
    }
    let offsets = Self.closeGaps(room, starts, parts)
    let largest = parts.reduce(-1) { max($0, $1.largestFeature) }
    self.features = SparseMatrix(
      features: features ?? largest + 1, offsets: offsets, buffer: buffer)
    labels = Labels(
      parts.lazy.flatMap { part in part.labels.codes.lazy.map { part.labels.names[Int($0)] } })
    notes = Self.notes(parts, text)
  }

  /// Moves the elements of the parts together, which each began where their colons allowed, and
  /// returns where those of each example begin.
  private static func closeGaps(
    _ elements: UnsafeMutableBufferPointer<SparseMatrix.Element>, _ starts: [Int],
    _ parts: [LIBSVMPart]
  ) -> [Int] {
    var offsets = [0]
    offsets.reserveCapacity(parts.reduce(1) { $0 + $1.ends.count })
    var count = 0
    for (index, part) in parts.enumerated() {
      let length = part.ends.last ?? 0
      if starts[index] > count, length > 0, let base = elements.baseAddress {
        (base + count).update(from: base + starts[index], count: length)
      }
      for end in part.ends { offsets.append(count + end) }
      count += length
    }
    return offsets
  }

  /// Ranges of about the same size that each end behind a line feed, the last at the end.
  private static func wholeLines(_ text: UnsafeRawBufferPointer, parts: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...parts {
      var end = max(start, text.count * part / parts)
      while end < text.count, end == 0 || text[end - 1] != UInt8(ascii: "\n") { end += 1 }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// Each element has one.
  private static func colons(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    var total = 0
    var start = 0
    while start < bytes.count {
      // Counts of a byte, of which a vector register holds many.
      let end = min(start + 255, bytes.count)
      var count: UInt8 = 0
      for index in start..<end { count &+= bytes[index] == UInt8(ascii: ":") ? 1 : 0 }
      total += Int(count)
      start = end
    }
    return total
  }

  /// The sum of the counts before each, and behind the last that of all.
  private static func runningSums(_ counts: [Int]) -> [Int] {
    var sums = [0]
    for count in counts { sums.append(sums[sums.count - 1] + count) }
    return sums
  }

  /// The results of `body` for 0..<count, in that order, made on several threads.
  private static func each<Value>(
    _ count: Int, _ threads: Int, _ body: @Sendable (Int) -> Value
  ) -> [Value] where Value: Sendable {
    let values = Mutex([Value?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let value = body(index)
        values.withLock { $0[index] = value }
      }
    }
    return values.withLock { $0.compactMap { $0 } }
  }

  private static func notes(_ parts: [LIBSVMPart], _ text: UnsafeRawBufferPointer) -> [String] {
    guard let first = parts.first(where: { $0.queries > 0 }) else { return [] }
    let count = parts.reduce(0) { $0 + $1.queries }
    let line = place(of: first.firstQuery, text).line
    return ["ignored the qid of \(count) examples, the first in line \(line)"]
  }

  private static func refuse(
    _ problem: LIBSVMProblem, _ text: UnsafeRawBufferPointer, path: String, linesBefore: Int
  ) -> FileError {
    let (line, column) = place(of: problem.offset, text)
    return FileError(
      path: path, expected: problem.expected,
      found: "\(problem.found) in line \(linesBefore + line), column \(column)",
      remedy: problem.remedy)
  }

  /// Line and column in bytes, both from 1.
  private static func place(
    of offset: Int, _ text: UnsafeRawBufferPointer
  ) -> (line: Int, column: Int) {
    let before = text[..<offset]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (before.count { $0 == UInt8(ascii: "\n") } + 1, offset - lineStart + 1)
  }
}
