@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import TestSupport
import Testing

/// The parts that a text is cut into leave no trace in the result.
@Suite struct CSVPartsTests {
  /// The table, or the text of the error.
  func outcome(
    _ text: [UInt8], _ options: CSVOptions, threads: Int = BLASThreads.available, partBytes: Int
  ) -> (table: PlainTable?, error: String?) {
    do {
      return (try PlainTable(text, options, threads: threads, partBytes: partBytes), nil)
    } catch {
      return (nil, "\(error)")
    }
  }

  func cell(_ random: inout RandomValues, _ column: Int, whole: Bool) -> String {
    let fraction = random.int(in: 0..<2) == 0 ? "\(random.unit() * 1e9)" : "0.5"
    var text = whole ? "\(random.int(in: 0..<256))" : fraction
    if column == 0 {
      text = ["a", "b,c", "d\ne", "f\"g\"", "\r\n\n", "x y"][random.int(in: 0..<6)] + "."
    }
    let quotes = column == 0 || random.int(in: 0..<4) == 0
    return quotes
      ? "\""
        + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\"" : text
  }

  @Test func anyPartsAndThreadsGiveTheSameTable() throws {
    var random = RandomValues()
    for round in 0..<60 {
      let columns = random.int(in: 2..<6)
      var text = round % 2 == 0 ? "label" + String(repeating: ",x", count: columns - 1) + "\n" : ""
      let lastIsFraction = round % 3 == 0
      let rows = random.int(in: 1..<40)
      for row in 0..<rows {
        let isWhole = !(lastIsFraction && row == rows - 1)
        text += (0..<columns).map { cell(&random, $0, whole: isWhole) }.joined(separator: ",")
        text += ["\n", "\r\n", "\r", "\n\n"][random.int(in: 0..<4)]
      }
      // Now and then something that is refused, so that the error is compared.
      if round % 5 == 4 { text += "\"a\",x\n" }
      let bytes = Array(text.utf8)
      let options = CSVOptions(
        separator: .comma, header: round % 2 == 0 ? .present : .absent, labels: .index(0))
      let whole = outcome(bytes, options, threads: 1, partBytes: .max)
      #expect(whole.table != nil || round % 5 == 4)
      if lastIsFraction && round % 5 != 4 { #expect(whole.table?.isBytes == false) }
      for partBytes in [1, 2, 3, 7, 20, 64, 300] {
        for threads in [1, 2, 8] {
          let parted = outcome(bytes, options, threads: threads, partBytes: partBytes)
          #expect(parted.table == whole.table && parted.error == whole.error)
        }
      }
    }
  }

  /// Whatever the text, reading it gives a table or a FileError; the same for any parts, and the
  /// same from the block reader.
  @Test func damageNeverCrashes() throws {
    var random = RandomValues()
    print("CSVPartsTests.damageNeverCrashes: mutated inputs: 20000 of CSV")
    let originals = [
      "label,x,y\na,1,2\nb,3,4\n\"c\"\"d\",5,6\n", "1;2.5;3e1\r\n4;5;6\r\n7;-8;.9\r\n",
      "# \"no\n1 2  3\n4 5 6 \n", "a\t\"1\"\t2\rb\t3\t4", "5,0,255\n0,1,2\n",
    ].map { Array($0.utf8) }
    let pieces = [
      "\"", ",", "\n", "\r", "\r\n", "1e999", "99999999999999999999999", "-", ".", "e", "nan", " ",
      "\t", "#", "label", "\u{FEFF}", "0x1", "1e-400", "\"\"", "\0", "é", ";",
    ].map { Array($0.utf8) }
    let choices: [CSVOptions.LabelColumn] = [.automatic, .none, .index(-1), .index(1), .named("y")]
    var read = 0
    for round in 0..<20_000 {
      var bytes = originals[round % originals.count]
      for _ in 0..<random.int(in: 1..<4) {
        let position = random.int(in: 0..<bytes.count + 1)
        switch random.int(in: 0..<5) {
        case 0: if position < bytes.count { bytes[position] ^= 1 << UInt8(random.int(in: 0..<8)) }
        case 1: bytes.removeSubrange(position...)
        case 2: bytes += bytes[..<position]
        default:
          bytes.insert(contentsOf: pieces[random.int(in: 0..<pieces.count)], at: position)
        }
      }
      let options = CSVOptions(
        header: [.automatic, .present, .absent][random.int(in: 0..<3)],
        labels: choices[random.int(in: 0..<choices.count)],
        comment: round % 5 == 2 ? UInt8(ascii: "#") : nil)
      let whole = outcome(bytes, options, threads: 1, partBytes: .max)
      let parted = outcome(bytes, options, threads: 2, partBytes: random.int(in: 1..<12))
      #expect(
        parted.table == whole.table && parted.error == whole.error,
        "\(bytes) \(String(describing: parted.error)) \(String(describing: whole.error))")
      if let table = whole.table {
        read += 1
        #expect(table.values.count % table.features == 0)
        #expect(!table.values.contains { !$0.isFinite })
      }
    }
    #expect(read > 1000)
  }
}
