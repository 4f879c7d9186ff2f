import SigmoidExamples

/// Which of several files a process has a part of.
struct FileShare {
  /// Several, or one.
  let files: Range<Int>
  /// Of the processes that have a part of its only file, which it is, and how many they are.
  let place: (index: Int, count: Int)

  /// The share of each process, by rank.
  static func all(ranks: Int, files count: Int) -> [FileShare] {
    (0..<ranks).map { rank in
      guard count < ranks else {
        return FileShare(files: (0..<count).part(rank, of: ranks), place: (0, 1))
      }
      let file = rank * count / ranks
      let sharing = (0..<ranks).filter { $0 * count / ranks == file }
      return FileShare(files: file..<file + 1, place: (rank - sharing[0], sharing.count))
    }
  }

  /// The chunks that the process takes.
  /// - Parameter counts: the examples in each file.
  func chunks(of plan: ChunkPlan, _ counts: [Int]) -> Range<Int> {
    let first = counts[..<files.lowerBound].reduce(0, +)
    let end = first + counts[files].reduce(0, +)
    let low = plan.bounds.firstIndex { $0 >= first } ?? 0
    let high = plan.bounds.firstIndex { $0 >= end } ?? plan.chunks
    return (low..<high).part(place.index, of: place.count)
  }
}
