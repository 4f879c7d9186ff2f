import Files
import LinearAlgebra

/// Files of labelled examples that follow one another, all of one form, read by one process or by
/// several, of which each holds a part.
///
/// A process reads the files that it has a part of: its own where there are as many files as
/// processes, else several, or with others one. Of a file that can be mapped, it reads no more than
/// its part.
public struct ExampleFiles: Sendable {
  /// In the order of their examples; at least one.
  public var files: [ExampleFile]
  /// How the other processes are reached; nil when there are none.
  public var exchange: (any Exchange)?
  /// Processes that share the memory of this machine.
  public var localRanks = 1
  /// The first so many examples of a single file; nil for all.
  public var limit: Int?
  /// Whether a process without an example is refused, as in training.
  public var everyProcessNeedsExamples = true

  public init(_ files: [ExampleFile], exchange: (any Exchange)? = nil) {
    precondition(!files.isEmpty, "examples of no file")
    self.files = files
    self.exchange = exchange
  }

  /// What this process holds, and what the files say of all.
  public struct Part: Sendable {
    public let examples: ExampleSet
    public let featureNames: [String]?
    public let imageSize: ImageSize?
    /// What of the files was ignored and may matter, by file.
    public let notes: [(path: String, note: String)]
  }

  /// Reads the part of this process; all processes call it.
  /// - Throws: `FileError` and `TooFewExamples`, in the process of the file; `PeerFailure` in the
  ///   others.
  public func read(threads: Int = BLASThreads.available) throws -> Part {
    let share = FileShare(rank: exchange?.rank ?? 0, of: exchange?.ranks ?? 1, files: files.count)
    let reading = try agreeing { try FilesRead(files[share.files], limit, threads, isShared) }
    try check(gatherTexts(reading.form))
    let counts = try ofAllFiles(reading.counts, share)
    let exampleBytes = try ofAllFiles(reading.exampleBytes, share)
    let (names, size, notes) = (reading.featureNames, reading.imageSize, reading.notes)
    var labels = reading.labels
    let found = reading.takeFeatures()
    let width = gather(found.features).max() ?? 0
    var features: FeatureArray? = found.widened(to: width)
    let bytes = zip(exampleBytes, counts).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0, +)
    let plan = ChunkPlan(
      files: counts, exampleBytes: bytes, gradientBytes: features?.gradientBytes ?? 0)
    let own = share.chunks(of: plan, counts)
    try checkAllHaveSome(own, plan)
    let first = counts[..<share.files.lowerBound].reduce(0, +)
    let range = plan.bounds[own.lowerBound] - first..<plan.bounds[own.upperBound] - first
    let partition = exchange.map { Partition(plan, own: own, exchange: $0) } ?? Partition(plan)
    if range != 0..<labels.count { labels = labels.selecting(Array(range)) }
    if let exchange { labels = labels.shared(by: exchange) }
    let file = files[share.files.lowerBound]
    let isCopied = isShared && !file.mapping.isWanted(for: range.count * bytes * localRanks)
    let part = try agreeing {
      guard let all = features.take() else { preconditionFailure("features taken twice") }
      return try all.part(range, copying: isCopied, path: file.path)
    }
    return Part(
      examples: ExampleSet(part, labels: labels, partition: partition), featureNames: names,
      imageSize: size, notes: notes)
  }

  private var isShared: Bool { exchange != nil || files.count > 1 }

  private func agreeing<Result: ~Copyable>(_ work: () throws -> Result) throws -> Result {
    guard let exchange else { return try work() }
    return try exchange.agreeing(work)
  }

  private func gather(_ number: Int) -> [Int] { exchange?.allGather(number) ?? [number] }

  private func gatherTexts(_ texts: [String]) -> [[String]] {
    guard let exchange else { return [texts] }
    return exchange.allGather(Array(texts.joined(separator: "\u{0}").utf8)).map {
      String(decoding: $0, as: UTF8.self).split(
        separator: "\u{0}", omittingEmptySubsequences: false
      )
      .map(String.init)
    }
  }

  /// Refuses files of other forms than the first one's.
  private func check(_ forms: [[String]]) throws(FileError) {
    for (rank, form) in forms.enumerated() {
      guard let index = form.indices.first(where: { form[$0] != forms[0][$0] }) else { continue }
      let share = FileShare(rank: rank, of: forms.count, files: files.count)
      throw Self.mismatch(
        files[share.files.lowerBound].path, forms[0][index], form[index], files[0].path)
    }
  }

  static func mismatch(
    _ path: String, _ expected: String, _ found: String, _ first: String
  ) -> FileError {
    FileError(
      path: path, expected: "\(expected), as in \(first)", found: found,
      remedy: "take all files from the same set, saved in the same way")
  }

  /// One number a file, of all files.
  private func ofAllFiles(_ own: [Int], _ share: FileShare) throws(FileError) -> [Int] {
    let all = exchange?.allGather(own) ?? [own]
    var counts: [Int] = []
    for (rank, some) in all.enumerated() {
      let other = FileShare(rank: rank, of: all.count, files: files.count)
      if other.place.index == 0 {
        counts += some
      } else if some != [counts[counts.count - 1]] {
        throw FileError(
          path: files[other.files.lowerBound].path,
          expected: "the file that rank \(rank - 1) reads there, of \(counts[counts.count - 1])",
          found: "\(some[0]) on rank \(rank)", remedy: "give all processes the same file")
      }
    }
    return counts
  }

  private func checkAllHaveSome(_ own: Range<Int>, _ plan: ChunkPlan) throws(FileError) {
    let chunks = gather(own.count)
    guard everyProcessNeedsExamples, let rank = chunks.firstIndex(of: 0) else { return }
    throw FileError(
      path: files[0].path,
      expected: "examples for each of \(chunks.count) processes",
      found: "none for rank \(rank): \(plan.examples) examples are cut into "
        + "\(plan.chunks == 1 ? "one chunk" : "\(plan.chunks) chunks")",
      remedy: "start fewer processes")
  }
}

/// A file of fewer examples than were asked for.
public struct TooFewExamples: Error, CustomStringConvertible {
  public let path: String
  public let wanted: Int
  public let found: Int

  public var description: String {
    "\(path): expected at least \(wanted) examples, found \(found); ask for fewer"
  }
}

/// Which of the files a process has a part of.
struct FileShare {
  /// Several, or one.
  let files: Range<Int>
  /// Of the processes that have a part of its only file, which it is, and how many they are.
  let place: (index: Int, count: Int)

  init(rank: Int, of ranks: Int, files count: Int) {
    if count >= ranks {
      files = count * rank / ranks..<count * (rank + 1) / ranks
      place = (0, 1)
    } else {
      let file = rank * count / ranks
      let sharing = (0..<ranks).filter { $0 * count / ranks == file }
      files = file..<file + 1
      place = (rank - sharing[0], sharing.count)
    }
  }

  /// The chunks that the process takes.
  /// - Parameter counts: the examples in each file.
  func chunks(of plan: ChunkPlan, _ counts: [Int]) -> Range<Int> {
    let first = counts[..<files.lowerBound].reduce(0, +)
    let end = first + counts[files].reduce(0, +)
    let low = plan.bounds.firstIndex { $0 >= first } ?? 0
    let high = plan.bounds.firstIndex { $0 >= end } ?? plan.chunks
    let count = high - low
    return low + count * place.index / place.count..<low + count * (place.index + 1) / place.count
  }
}
