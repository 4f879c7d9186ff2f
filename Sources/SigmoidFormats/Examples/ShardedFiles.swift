import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Files of labelled examples that follow one another, all of one form, read by one process or by
/// several, of which each holds a part.
///
/// A process reads the files that it has a part of: its own where there are as many files as
/// processes, else several, or with others one. Of a file that can be mapped, it reads no more than
/// its part.
package struct ShardedFiles: Sendable {
  /// In the order of their examples; at least one.
  package var files: [ReadRequest]
  /// How the other processes are reached.
  package var communicator: any Communicator
  /// Processes that share the memory of this machine.
  package var localRanks = 1
  /// The first so many examples of a single file; nil for all.
  package var limit: Int?
  /// Whether a process without an example is refused, as in training.
  package var everyProcessNeedsExamples = true

  package init(_ files: [ReadRequest], communicator: any Communicator = SingleProcess()) {
    require(!files.isEmpty, "examples of no file")
    self.files = files
    self.communicator = communicator
  }

  /// Reads the part of this process; all processes call it.
  /// - Throws: `FileError` and `TooFewExamples`, in the process of the file; `PeerFailure` in the
  ///   others.
  package func read(threads: Int = BLASThreads.available) throws -> Examples {
    let shares = FileShare.all(ranks: communicator.ranks, files: files.count)
    let share = shares[communicator.rank]
    let reading = try communicator.collectively {
      try ConcatenatedFiles(
        files[share.files], limit, threads, isShared, ofSeveral: files.count > 1)
    }
    try check(communicator.allGather(reading.form), shares)
    let counts = try ofAllFiles(reading.counts, shares)
    // Passes are the same in all processes, and so is what they pass over.
    let needsDoubles = communicator.allGather(reading.features.hasDoubles ? 1 : 0).contains(1)
    let exampleBytes = try ofAllFiles(
      needsDoubles ? reading.doubleExampleBytes : reading.exampleBytes, shares)
    // Not to hold the features of `reading` beside those that are made of them.
    let (inputs, size, notes) = (reading.inputs, reading.imageSize, reading.notes)
    var (weights, groups) = (reading.caseWeights, reading.groups)
    var (labels, rows) = (reading.labels, reading.rows)
    let file = files[share.files.lowerBound]
    var features: any ReadStorage = try communicator.collectively {
      needsDoubles ? try reading.features.withDoubles(for: file.path) : reading.features
    }
    features = features.widened(to: communicator.allGather(features.features).max() ?? 0)
    let bytes = zip(exampleBytes, counts).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0, +)
    let plan = ChunkPlan(
      files: counts, exampleBytes: bytes, gradientBytes: features.gradientBytes)
    let partition = Partition(
      plan, shares: shares.map { $0.chunks(of: plan, counts) }, communicator: communicator)
    if everyProcessNeedsExamples, let shortage = partition.shortage {
      throw FileError(
        path: files[0].path, expected: shortage.expected, found: shortage.found,
        remedy: "start fewer processes")
    }
    let first = counts[..<share.files.lowerBound].reduce(0, +)
    let range = partition.range.lowerBound - first..<partition.range.upperBound - first
    if range != 0..<labels.count {
      labels = labels.selecting(Array(range))
      weights = weights.map { Array($0[range]) }
      groups = groups?.selecting(Array(range))
      rows = rows?.selecting(Array(range))
    }
    labels = labels.shared(by: communicator)
    groups = groups?.shared(by: communicator)
    let isCopied = isShared && !file.mapping.isWanted(for: range.count * bytes * localRanks)
    features = try communicator.collectively {
      try features.part(range, copying: isCopied, path: file.path)
    }
    return Examples(
      fitting: features, labels: labels, partition: partition, caseWeights: weights,
      groups: groups, inputs: inputs, imageSize: size,
      source: ExampleSource(path: file.path, format: file.format.rawValue), notes: notes,
      rows: rows)
  }

  private var isShared: Bool { communicator.ranks > 1 || files.count > 1 }

  /// Refuses files of other forms than the first one's.
  private func check(_ forms: [[String]], _ shares: [FileShare]) throws(FileError) {
    for (rank, form) in forms.enumerated() {
      guard let index = form.indices.first(where: { form[$0] != forms[0][$0] }) else { continue }
      throw Self.mismatch(
        files[shares[rank].files.lowerBound].path, forms[0][index], form[index], files[0].path)
    }
  }

  static func mismatch(
    _ path: String, _ expected: String, _ found: String, _ first: String
  ) -> FileError {
    FileError(
      path: path, expected: "\(expected), as in \(first)", found: found,
      remedy: "use files of one data set, saved in the same way")
  }

  /// One number a file, of all files.
  private func ofAllFiles(_ own: [Int], _ shares: [FileShare]) throws(FileError) -> [Int] {
    var counts: [Int] = []
    for (rank, some) in communicator.allGather(own).enumerated() {
      if shares[rank].place.index == 0 {
        counts += some
      } else if some != [counts[counts.count - 1]] {
        throw FileError(
          path: files[shares[rank].files.lowerBound].path,
          expected: "\(counts[counts.count - 1]), as rank \(rank - 1) reads in this file",
          found: "\(some[0]) on rank \(rank)", remedy: "give all processes the same file")
      }
    }
    return counts
  }
}

/// A file of fewer examples than were asked for.
package struct TooFewExamples: Error, CustomStringConvertible {
  package let path: String
  package let wanted: Int
  package let found: Int

  package var description: String {
    "\(path): expected at least \(wanted) examples, found \(found); ask for fewer"
  }
}
