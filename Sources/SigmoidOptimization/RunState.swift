/// All that the rest of a run depends on, at a moment between two steps: a run that resumes
/// from it has the same bits as one that was never interrupted.
public struct RunState: Equatable, Sendable {
  /// Vectors by name, `parameters` and what else the algorithm remembers.
  public var vectors: [String: [Double]]
  /// Numbers by name, such as `evaluations`; counts and flags too.
  public var numbers: [String: Double]

  /// - Parameters: by the names that the algorithm reads them by again.
  public init(vectors: [String: [Double]] = [:], numbers: [String: Double] = [:]) {
    self.vectors = vectors
    self.numbers = numbers
  }

  /// A state that does not belong to this algorithm on this objective.
  public struct Mismatch: Error, Equatable, CustomStringConvertible {
    /// What the algorithm needs, in words.
    public let expected: String
    /// What the state has instead, in words.
    public let found: String

    /// - Parameters: in words, for a person.
    public init(expected: String, found: String) {
      self.expected = expected
      self.found = found
    }

    public var description: String { "expected \(expected), found \(found)" }
  }

  /// - Parameter count: the numbers it must have, each finite; nil for any.
  package func vector(_ name: String, count: Int? = nil) throws(Mismatch) -> [Double] {
    guard let vector = vectors[name] else {
      throw Mismatch(expected: "a vector \(name)", found: "none")
    }
    guard count.map({ $0 == vector.count }) ?? true, vector.allSatisfy(\.isFinite) else {
      throw Mismatch(
        expected: "\(count.map(String.init) ?? "some") finite numbers of \(name)",
        found: "\(vector.count)\(vector.allSatisfy(\.isFinite) ? "" : ", not all finite")")
    }
    return vector
  }

  /// May be infinite or NaN.
  public func number(_ name: String) throws(Mismatch) -> Double {
    guard let number = numbers[name] else {
      throw Mismatch(expected: "a number \(name)", found: "none")
    }
    return number
  }

  /// A whole number of at least 0.
  package func count(_ name: String) throws(Mismatch) -> Int {
    let number = try number(name)
    guard let count = Int(exactly: number), count >= 0 else {
      throw Mismatch(expected: "a whole number \(name) of at least 0", found: "\(number)")
    }
    return count
  }

  /// The evaluations made before it.
  public var evaluations: Int? { numbers["evaluations"].flatMap { Int(exactly: $0) } }
}

/// Receives the states of a run, one before each step and one at a regular end.
///
/// Arrays are shared until they change: to keep one costs next to nothing.
public protocol CheckpointSink: AnyObject {
  /// Called on the thread of the run, which waits for it.
  func keep(_ state: RunState)
}

/// The state that a run resumes from, and what keeps its states.
public struct Resumption {
  /// nil starts again. The state is of the same algorithm on the same objective.
  public var state: RunState?
  /// What receives the states of the run; nil where nothing does.
  public var keeper: (any CheckpointSink)?

  /// A run from the start whose states are not kept, unless told.
  public init(state: RunState? = nil, keeper: (any CheckpointSink)? = nil) {
    self.state = state
    self.keeper = keeper
  }

  func keep(_ state: @autoclosure () -> RunState) {
    if let keeper { keeper.keep(state()) }
  }
}
