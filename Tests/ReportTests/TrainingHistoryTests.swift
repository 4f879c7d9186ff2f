@testable import SigmoidExamples
@testable import SigmoidReport
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct TrainingHistoryTests {
  /// As `sigmoid train --history` writes it.
  static func text(_ evaluations: Int) -> String {
    (1...evaluations).map { index in
      let loss = 0.7 / Double(index)
      return "{\"evaluation\":\(index),\"gradientMax\":\(loss / 3),\"loss\":\(loss),"
        + "\"objective\":\(loss + 0.01),\"seconds\":\(Double(index) / 50),\"stepSize\":0.1}\n"
    }.joined()
  }

  private func refuse(_ text: String, _ parts: String...) {
    let error = #expect(throws: FileError.self) {
      try TrainingHistory(Array(text.utf8), path: "h.jsonl")
    }
    #expect(error?.path == "h.jsonl")
    for part in parts {
      #expect(error?.found.contains(part) == true, "\(parts) \(error?.found ?? "")")
    }
  }

  @Test func recordsAreReadAsTheyWereWritten() throws {
    let history = try TrainingHistory(Array(Self.text(3).utf8), path: "h")
    #expect(history.records.map(\.evaluation) == [1, 2, 3])
    #expect(history.records[1].loss == 0.35 && history.records[2].seconds == 0.06)
    #expect(history.records[0].stepSize == 0.1)
    let other = Self.text(2).replacing("0.7,", with: "\"inf\",").replacing("\n", with: "\r\n\n")
    #expect(try TrainingHistory(Array(other.utf8), path: "h").records[0].loss == .infinity)
  }

  @Test func whatIsWrongIsNamedByItsLine() {
    let one = Self.text(1)
    refuse("", "none")
    refuse("\n \r\n", "none")
    refuse(one + "nonsense\n", "line 2: no valid JSON")
    refuse(one + "[1,2]\n", "line 2: no JSON object")
    refuse(one + "\n{\"evaluation\":2}\n", "line 3: no ")
    refuse(one + one, "line 2: evaluation 1 after evaluation 1")
    refuse(one.replacing("\"evaluation\":1", with: "\"evaluation\":1.5"), "line 1: ")
    refuse(one.replacing("\"evaluation\":1", with: "\"evaluation\":\"1\""), "line 1: evaluation")
    refuse(one.replacing("0.1}", with: "null}"), "line 1: stepSize has another type")
    refuse(one.replacing("\"seconds\":0.02", with: "\"seconds\":-1"), "line 1: -1.0 seconds")
    refuse(String(repeating: "[", count: 100_000), "line 1")
  }

  @Test func aMissingFileIsNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try TrainingHistory(contentsOf: folder.file("none")) }
    let path = try folder.write(Array(Self.text(5).utf8), to: "h.jsonl")
    #expect(try TrainingHistory(contentsOf: path).records.count == 5)
  }

  /// Each is a history or a `FileError`, and a history can be drawn.
  @Test func damagedHistoriesAreRefusedOrRead() throws {
    var random = RandomValues()
    print(
      "damagedHistoriesAreRefusedOrRead: mutated inputs: 20000 of histories")
    let whole = Array(Self.text(2).utf8)
    var refused = 0
    for round in 0..<20_000 {
      var bytes = whole
      for _ in 0..<random.int(in: 1..<3) { mutate(&bytes, &random) }
      do throws(FileError) {
        let history = try TrainingHistory(bytes, path: "h")
        #expect(!history.records.isEmpty)
        if round % 50 == 0 {
          #expect(HistoryCharts.loss(history, isLogarithmic: true).svg().count > 99)
        }
      } catch {
        #expect(error.path == "h" && !error.found.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 5_000 && refused < 20_000)
  }

  /// What a line holds is a tree for a moment.
  @Test func longLinesAreRefused() throws {
    let long = Array("{\"a\":[1".utf8) + (0..<50_000).flatMap { _ in Array(",1".utf8) }
    let error = #expect(throws: FileError.self) { _ = try TrainingHistory(long, path: "h") }
    #expect(error?.found == "line 1: 100007 bytes")
  }

  @Test func timeGrowsWithTheLines() throws {
    let ratio = try Growth.ratio(
      of: 8 << 10, input: { [UInt8](repeating: 10, count: $0) },
      work: { lines in
        #expect(throws: FileError.self) { _ = try TrainingHistory(lines, path: "h") }
      })
    #expect(ratio < Growth.most)
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout RandomValues) {
    guard !bytes.isEmpty else { return }
    let place = random.int(in: 0..<bytes.count)
    switch random.int(in: 0..<5) {
    case 0: bytes[place] ^= 1 << UInt8(random.int(in: 0..<8))
    case 1: bytes.removeLast(bytes.count - place)
    case 2: bytes.replaceSubrange(place..<place + 1, with: Array("9999999999999999999999e99".utf8))
    case 3:
      let end = min(place + random.int(in: 1..<60), bytes.count)
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    default: bytes[place] = random.bytes(1)[0]
    }
  }
}
