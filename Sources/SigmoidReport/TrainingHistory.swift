import SigmoidExamples
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The evaluations of a training, as `sigmoid train --history` writes them: JSON Lines
/// (jsonlines.org), one object an evaluation.
public struct TrainingHistory: Equatable, Sendable {
  /// One evaluation: a line of the file.
  public struct Record: Equatable, Sendable, Decodable {
    /// From 1.
    public let evaluation: Int
    /// Since the training began.
    public let seconds: Double
    /// The mean loss, in nats, without the penalty.
    public let loss: Double
    /// The loss and the penalty.
    public let objective: Double
    /// The largest |gradient|.
    public let gradientMax: Double
    /// The factor on the direction of the step that follows; with a line search, of the one before.
    public let stepSize: Double
  }

  /// At least one, `evaluation` and `seconds` rising.
  public let records: [Record]

  /// Above any record: what a line holds becomes a tree before its numbers are looked at.
  private static let longestLine = 1 << 16
  /// Above any history of a million evaluations.
  public static let sizeLimit = 1 << 28

  /// - Throws: `FileError` with the number of the first line that is not such a record.
  public init(contentsOf path: String) throws(FileError) {
    let file = try InputFile(path: path, purpose: "a training history")
    try self.init(try file.readToEnd(limit: Self.sizeLimit), path: path)
  }

  /// - Parameter path: where the bytes came from, for the message.
  public init(_ bytes: [UInt8], path: String) throws(FileError) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var records: [Record] = []
    var (position, index) = (0, -1)
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
      let line = bytes[position..<end]
      (position, index) = (end + 1, index + 1)
      // The last line ends with a line feed; a carriage return may stand before it.
      if line.allSatisfy({ $0 == 13 || $0 == 32 || $0 == 9 }) { continue }
      func refused(_ found: String) -> FileError {
        FileError(
          path: path,
          expected: "one JSON object per evaluation with evaluation, seconds, loss, objective, "
            + "gradientMax and stepSize", found: "line \(index + 1): \(found)",
          remedy: "name a file that 'sigmoid train --history' wrote")
      }
      guard line.count <= Self.longestLine else { throw refused("\(line.count) bytes") }
      let record: Record
      do {
        record = try decoder.decode(Record.self, from: Data(line))
      } catch {
        throw refused(Self.problem(error))
      }
      let previous = records.last
      guard record.evaluation > previous?.evaluation ?? 0 else {
        throw refused(
          "evaluation \(record.evaluation) after evaluation \(previous?.evaluation ?? 0)")
      }
      guard record.seconds >= previous?.seconds ?? 0, record.seconds.isFinite else {
        throw refused("\(record.seconds) seconds after \(previous?.seconds ?? 0)")
      }
      records.append(record)
    }
    guard !records.isEmpty else {
      throw FileError(
        path: path, expected: "at least one evaluation", found: "none",
        remedy: "name a file that 'sigmoid train --history' wrote")
    }
    self.records = records
  }

  private static func problem(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "no \(key.stringValue)"
    case DecodingError.valueNotFound(_, let context), DecodingError.typeMismatch(_, let context):
      context.codingPath.last.map { "\($0.stringValue) has another type" } ?? "no JSON object"
    case DecodingError.dataCorrupted(let context):
      context.codingPath.last.map { "\($0.stringValue) does not fit its type" }
        ?? "no valid JSON, or a number of another type"
    default: "no valid JSON"
    }
  }
}
