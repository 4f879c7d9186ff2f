import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// The examples of a LIBSVM text, taken in piece by piece, each piece in parts side by side.
struct LIBSVMCollector {
  /// The parts of a piece, and where the elements of each go: at most as many as it has colons.
  struct Plan {
    let ranges: [Range<Int>]
    /// One a part, and behind the last the room that is needed.
    let starts: [Int]

    /// Elements of this piece and of all before.
    var elements: Int { starts[ranges.count] }
  }

  private let features: Int?
  private let firstIndex: Int
  private let threads: Int
  private let partBytes: Int
  private let keepsLongNumbers: Bool
  /// Where the elements of each example begin, and behind the last those of the next.
  private(set) var offsets = [0]
  private var parts: [LIBSVMPart] = []

  init(
    features: Int?, zeroBased: Bool, threads: Int, partBytes: Int, keepsLongNumbers: Bool = false
  ) {
    self.keepsLongNumbers = keepsLongNumbers
    require((0...Int(Int32.max)).contains(features ?? 0), "\(features ?? 0) features")
    self.features = features
    firstIndex = zeroBased ? 0 : 1
    self.threads = threads
    self.partBytes = partBytes
  }

  var examples: Int { offsets.count - 1 }

  /// As told, else by the largest index there is.
  var featureCount: Int { features ?? parts.reduce(-1) { max($0, $1.largestFeature) } + 1 }

  /// Numbers whose digits no double holds, where they were asked for.
  var longNumbers: LongNumbers {
    var all = LongNumbers()
    var before = 0
    for part in parts {
      all.append(part.longNumbers, examplesBefore: before)
      before += part.ends.count
    }
    return all
  }

  var labels: Labels {
    DistinctLabels.joined(parts.map(\.labels.distinct))
  }

  /// - Parameter text: whole lines.
  func plan(_ text: UnsafeRawBufferPointer) -> Plan {
    // Sound: the text is only read, and outlives the loop.
    nonisolated(unsafe) let text = text
    let ranges = Self.wholeLines(text, parts: max(1, text.count / partBytes))
    // Each element has one.
    let colons = parallelMap(ranges.count, threads: threads) {
      TextScan.count(
        of: UInt8(ascii: ":"), in: text.assumingMemoryBound(to: UInt8.self).span, ranges[$0])
    }
    return Plan(ranges: ranges, starts: Self.runningSums(colons, from: offsets[examples]))
  }

  /// Takes in the examples of a text.
  /// - Parameters:
  ///   - plan: of the same text.
  ///   - elements: those of earlier pieces in front; room for `plan.elements`.
  /// - Returns: the parts of this text, or what is wrong at a byte of it.
  /// - Throws: `FileError` where there is no memory for doubles.
  mutating func add(
    _ text: UnsafeRawBufferPointer, _ plan: Plan, into elements: inout LIBSVMElements
  ) throws(FileError) -> Result<[LIBSVMPart], LIBSVMProblem> {
    var outcome = parse(text, plan, into: &elements)
    if case .needsDoubles = outcome {
      try elements.addDoubles(copying: offsets[examples])
      outcome = parse(text, plan, into: &elements)
    }
    switch outcome {
    case .read(let own):
      closeGaps(&elements, plan.starts, own)
      parts += own
      return .success(own)
    case .failed(let problem): return .failure(problem)
    case .needsDoubles: fatalError("no room for doubles beside doubles")
    }
  }

  private enum Outcome: Sendable {
    case read([LIBSVMPart])
    /// A number is no Float, and there is no room for doubles.
    case needsDoubles
    case failed(LIBSVMProblem)
  }

  /// Reads every part into its own elements, up to the first that cannot be read.
  private func parse(
    _ text: UnsafeRawBufferPointer, _ plan: Plan, into elements: inout LIBSVMElements
  ) -> Outcome {
    // Sound: the text is only read, and each part writes its own elements; all outlive the loop.
    nonisolated(unsafe) let (text, values, doubles) = (text, elements.values, elements.doubles)
    let meter = WorkMeter.current
    let (firstIndex, most) = (firstIndex, features ?? Int(Int32.max))
    let keepsLongNumbers = keepsLongNumbers
    let results = parallelMap(
      plan.ranges.count, threads: threads, until: { (try? $0.get().needsDoubles) != false }
    ) { part in
      let places = plan.starts[part]..<plan.starts[part + 1]
      let result = Result { () throws(LIBSVMProblem) in
        try LIBSVMParser.parse(
          text, plan.ranges[part], firstIndex: firstIndex, features: most,
          into: UnsafeMutableBufferPointer(rebasing: values[places]),
          doubles.map { UnsafeMutableBufferPointer(rebasing: $0[places]) },
          keepsLongNumbers: keepsLongNumbers)
      }
      if case .success(let read) = result, !read.needsDoubles {
        meter?.advance(by: plan.ranges[part].count)
      }
      return result
    }
    var own: [LIBSVMPart] = []
    for result in results {
      switch result {
      case .success(let part) where part.needsDoubles: return .needsDoubles
      case .success(let part): own.append(part)
      case .failure(let problem): return .failed(problem)
      case nil: fatalError("a part without a result before all that ended the reading")
      }
    }
    return .read(own)
  }

  /// Moves the elements of the parts together, which each began where their colons allowed.
  private mutating func closeGaps(
    _ elements: inout LIBSVMElements, _ starts: [Int], _ parts: [LIBSVMPart]
  ) {
    var count = offsets[examples]
    offsets.reserveCapacity(offsets.count + parts.reduce(0) { $0 + $1.ends.count })
    for (index, part) in parts.enumerated() {
      let length = part.ends.last ?? 0
      if starts[index] > count { elements.move(starts[index], to: count, length) }
      for end in part.ends { offsets.append(count + end) }
      count += length
    }
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

  /// The sum of the counts before each, and behind the last that of all, beginning with `start`.
  private static func runningSums(_ counts: [Int], from start: Int) -> [Int] {
    var sums = [start]
    for count in counts { sums.append(sums[sums.count - 1] + count) }
    return sums
  }
}
