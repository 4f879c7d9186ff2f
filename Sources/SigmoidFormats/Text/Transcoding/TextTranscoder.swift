import SigmoidExamples
import SigmoidSystem

/// Makes another text of a text that comes in pieces.
protocol TextTranscoder: AnyObject {
  /// Takes text, and appends what it becomes to `output`.
  /// - Parameters:
  ///   - text: what was left the last time, and what has come since.
  ///   - isLast: nothing follows; then all is taken.
  /// - Returns: how many bytes were taken, from the first on.
  func take(
    _ text: [UInt8], isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int
}

/// Transcoders, one behind the other.
final class TextPipeline {
  /// What a transcoder has not taken yet.
  private final class Stage {
    let transcoder: any TextTranscoder
    var pending: [UInt8] = []
    init(_ transcoder: any TextTranscoder) { self.transcoder = transcoder }
  }

  private let stages: [Stage]

  init(_ transcoders: [any TextTranscoder]) { stages = transcoders.map(Stage.init) }

  /// Whether all that came has been taken.
  var isIdle: Bool { stages.allSatisfy { $0.pending.isEmpty } }

  /// Appends to `output` what the next bytes become.
  /// - Parameter isLast: no others follow.
  func push(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) {
    guard var stage = stages.first else {
      output += bytes
      return
    }
    stage.pending += bytes
    for next in stages.dropFirst() {
      try Self.run(stage, isLast, into: &next.pending)
      stage = next
    }
    try Self.run(stage, isLast, into: &output)
  }

  private static func run(
    _ stage: Stage, _ isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) {
    let taken = try stage.transcoder.take(stage.pending, isLast: isLast, into: &output)
    require(!isLast || taken == stage.pending.count, "text that nobody took")
    stage.pending.removeFirst(taken)
  }
}
