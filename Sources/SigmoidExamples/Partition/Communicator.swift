/// Exchanges numbers between processes that each hold a part of the examples.
///
/// Every call is collective: all processes make the same calls in the same order, from one thread
/// each, and none returns before all have called. If one process fails, all stop; the
/// launcher stops them.
package protocol Communicator: AnyObject, Sendable {
  /// Which of the processes this is, from 0.
  var rank: Int { get }
  var ranks: Int { get }

  /// The bytes of every process, by rank.
  func allGather(_ bytes: [UInt8]) -> [[UInt8]]

  /// Sends a piece to every process, by rank.
  /// - Returns: what each process sent here, by rank.
  func allToAll(_ pieces: [[UInt8]]) -> [[UInt8]]
}

/// The communicator of a single process, which holds all examples.
package final class SingleProcess: Communicator {
  package let rank = 0
  package let ranks = 1

  package init() {}

  package func allGather(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
  package func allToAll(_ pieces: [[UInt8]]) -> [[UInt8]] { pieces }
}

extension Communicator {
  /// The numbers of every process, by rank.
  package func allGather<Number: BitwiseCopyable>(_ numbers: [Number]) -> [[Number]] {
    guard ranks > 1 else { return [numbers] }
    return allGather(bytes(of: numbers)).map { $0.numbers(of: Number.self) }
  }

  /// One number of every process, by rank.
  package func allGather<Number: BitwiseCopyable>(_ number: Number) -> [Number] {
    allGather([number]).flatMap { $0 }
  }

  /// The texts of every process, by rank.
  package func allGather(_ texts: [String]) -> [[String]] {
    let counts = allGather(texts.map(\.utf8.count))
    return zip(allGather(texts.flatMap(\.utf8)), counts).map { bytes, counts in
      var rest = bytes[...]
      return counts.map { count in
        defer { rest = rest.dropFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
      }
    }
  }

  /// The sums of the numbers of all processes.
  package func sum(_ numbers: [Int]) -> [Int] {
    let all = allGather(numbers)
    return numbers.indices.map { index in all.reduce(0) { $0 + $1[index] } }
  }

  /// The first problem that any process has, by rank; nil when none has.
  package func firstProblem(_ problem: String?) -> (rank: Int, text: String)? {
    // A byte before the text: a problem without words is one too.
    let texts = allGather(problem.map { [1] + Array($0.utf8) } ?? [UInt8]())
    guard let rank = texts.firstIndex(where: { !$0.isEmpty }) else { return nil }
    return (rank, String(decoding: texts[rank].dropFirst(), as: UTF8.self))
  }
}

/// A failure in another process.
package struct PeerFailure: Error, CustomStringConvertible {
  package let rank: Int
  package let problem: String

  package var description: String { "rank \(rank): \(problem)" }
}

extension Communicator {
  /// Runs work that may fail in this process; what it throws in any, all throw: its own error there,
  /// and `PeerFailure` elsewhere.
  package func collectively<Result: ~Copyable>(_ work: () throws -> Result) throws -> Result {
    var result: Result?
    var failure: (any Error)?
    do { result = try work() } catch { failure = error }
    if let problem = firstProblem(failure.map { "\($0)" }) {
      if let failure, problem.rank == rank { throw failure }
      throw PeerFailure(rank: problem.rank, problem: problem.text)
    }
    guard let value = result.take() else { fatalError("work that did not run") }
    return value
  }
}

/// The bytes of numbers, as this machine has them.
func bytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] {
  numbers.withUnsafeBytes { Array($0) }
}

/// The same of numbers that lie elsewhere.
func bytes<Number: BitwiseCopyable>(of numbers: Span<Number>) -> [UInt8] {
  numbers.withUnsafeBytes { Array($0) }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Overwrites the elements by those whose bytes these are, one part after the other.
  mutating func fill(with parts: [[UInt8]]) {
    withUnsafeMutableBytes { target in
      var position = 0
      for part in parts {
        UnsafeMutableRawBufferPointer(rebasing: target[position...]).copyBytes(from: part)
        position += part.count
      }
    }
  }
}

extension [UInt8] {
  /// The numbers whose bytes these are.
  func numbers<Number: BitwiseCopyable>(of type: Number.Type) -> [Number] {
    let count = count / MemoryLayout<Number>.stride
    return [Number](unsafeUninitializedCapacity: count) { target, initialized in
      withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[..<(count * MemoryLayout<Number>.stride)]))
      }
      initialized = count
    }
  }
}
