@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

/// LIBSVM text, good and bad.
@Suite struct LIBSVMTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func read(
    _ text: String, features: Int? = nil, zeroBased: Bool = false, threads: Int = 2,
    partBytes: Int = 1 << 20
  ) throws(FileError) -> LIBSVMText {
    try LIBSVMText(
      FileContents(name: "file", bytes: [UInt8](text.utf8)), features: features,
      zeroBased: zeroBased, threads: threads, partBytes: partBytes)
  }

  func refusal(_ text: String, features: Int? = nil, zeroBased: Bool = false) -> FileError? {
    #expect(throws: FileError.self) {
      _ = try read(text, features: features, zeroBased: zeroBased)
    }
  }

  func labels(_ read: LIBSVMText) -> [String] {
    read.data.labels.codes.map { read.data.labels.names[Int($0)] }
  }

  func element(
    _ position: Int, of example: Int, in features: SparseMatrix
  ) -> SparseMatrix.Element {
    let run = features.elements(of: example)
    return run[position]
  }

  @Test func examplesAreColumns() throws {
    let text = try read("1 1:0.5 3:-2\n-1 2:1e-3\n1\n")
    #expect(text.data.features.features == 3)
    #expect(
      text.data.features.converted().elements == [0.5, 0, -2, 0, 0.001, 0, 0, 0, 0])
    #expect(text.data.features.offsets == [0, 2, 3, 3])
    #expect(labels(text) == ["1", "-1", "1"])
    #expect(text.notes.isEmpty)
  }

  @Test func everyFormOfALineIsRead() throws {
    let text = try read(
      "# made by hand\r\n\n +1\t1:1   2:+.5e+1 # the first\r\n   \n#\n1.0 qid:3 2:7.\n"
        + "cat qid:12 # nothing\ncat 1:0 2:-0.0 9:0\nКот 3:1")
    #expect(labels(text) == ["1", "1", "cat", "cat", "Кот"])
    #expect(text.data.features.features == 9)
    #expect(text.data.features.offsets == [0, 2, 3, 3, 3, 4])
    #expect(element(1, of: 0, in: text.data.features) == .init(feature: 1, value: 5))
    #expect(element(0, of: 1, in: text.data.features) == .init(feature: 1, value: 7))
    #expect(text.notes == ["ignored the qid of 2 examples, the first in line 6"])
  }

  @Test func labelsOfTheSameNumberAreOne() throws {
    let text = try read(
      "+1\n1\n1.0\n1e0\n01\n-0\n0\n.5\n5e-1\n0x1\n9007199254740993\n9007199254740992\n")
    #expect(
      labels(text) == [
        "1", "1", "1", "1", "1", "0", "0", "0.5", "0.5", "0x1", "9007199254740993",
        "9007199254740992",
      ])
  }

  @Test func indicesMayCountFromZero() throws {
    let text = try read("1 0:3 2147483646:1\n", zeroBased: true)
    #expect(text.data.features.features == Int(Int32.max))
    #expect(element(0, of: 0, in: text.data.features) == .init(feature: 0, value: 3))
    #expect(try read("a 0:1\n", zeroBased: true).data.features.features == 1)
  }

  @Test func theNumberOfFeaturesMayBeGiven() throws {
    #expect(try read("1 2:1\n", features: 5).data.features.features == 5)
    #expect(try read("1\n").data.features.features == 0)
    #expect(refusal("1 2:1\n0 6:1", features: 5)?.found == "6:1 in line 2, column 3")
    #expect(refusal("1 2:1\n0 6:1", features: 5)?.expected == "indices up to 5")
  }

  @Test func whatIsWrongIsToldByLineAndColumn() {
    func check(_ line: String, _ expected: String, _ found: String, column: Int) {
      let error = refusal("# comment\n1 1:1\n" + line + "\n1 x\n")
      #expect(error?.expected == expected, "\(line)")
      #expect(error?.found == "\(found) in line 3, column \(column)", "\(line)")
    }
    let feature = "index:value, a whole and a decimal number"
    check("1 1:1 a:2", feature, "a:2", column: 7)
    check("1 7", feature, "7", column: 3)
    check("1 7:", feature, "7:", column: 3)
    check("1 7: 1", feature, "7:", column: 3)
    check("1 7 :1", feature, "7", column: 3)
    check("1 -7:1", feature, "-7:1", column: 3)
    check("1 7:1,5", feature, "7:1,5", column: 3)
    check("1 7:1:2", feature, "7:1:2", column: 3)
    check("1 7:0x10", feature, "7:0x10", column: 3)
    check("1 7:nan", feature, "7:nan", column: 3)
    check("1 7:1e", feature, "7:1e", column: 3)
    check("1 7:.", feature, "7:.", column: 3)
    check("1 7:--1", feature, "7:--1", column: 3)
    check("1 qid:1 qid:2", feature, "qid:2", column: 9)
    check("1 7:1e39", "a value that a 32-bit float can hold", "7:1e39", column: 3)
    check(
      "1 7:1e99999999999999999999", "a value that a 32-bit float can hold",
      "7:1e99999999999999999999", column: 3)
    check("1 7:1 7:2", "ascending indices, each once in an example", "7 after 7", column: 7)
    check("1 7:1 6:2", "ascending indices, each once in an example", "6 after 7", column: 7)
    check("1 0:1", "indices from 1", "index 0", column: 3)
    check(
      "1 99999999999999999999:1", "indices up to 2147483647", "99999999999999999999:1", column: 3)
    check("1:2 3:4", "a label before the features", "1:2", column: 1)
    check("nan 3:4", "a label", "nan", column: 1)
    check("1 qid:x", "qid: and a whole number", "qid:x", column: 3)
    check("1 qid:", "qid: and a whole number", "qid:", column: 3)
    check("a\u{1}b 1:1", "a label in UTF-8 text", "a\u{FFFD}b", column: 1)
    check(
      "1 7:" + String(repeating: "x", count: 60), feature,
      "7:" + String(repeating: "x", count: 38) + "…", column: 3)
    #expect(refusal("1 0:1")?.remedy == "if its indices count from 0, read it as zero-based")
  }

  @Test(arguments: ["", "\n", "# nothing\n\n", "   "]) func aFileWithoutExamplesIsRefused(
    text: String
  ) {
    #expect(refusal(text)?.found == (text.isEmpty ? "an empty file" : "none"))
  }

  /// The same examples, labels, notes and errors however the text is cut and by however many
  /// threads it is read.
  @Test func theCutDoesNotShow() throws {
    var random = RandomValues()
    var text = ""
    for _ in 0..<300 {
      text += ["1", "-1", "0.5", "cat", "+1"][random.int(in: 0..<5)]
      if random.int(in: 0..<20) == 0 { text += " qid:\(random.int(in: 0..<9))" }
      for feature in 1..<30 where random.int(in: 0..<4) == 0 {
        text += " \(feature):\(random.int(in: 0..<3) == 0 ? 0 : Float(random.unit()))"
      }
      text += ["\n", "\n\n", " # c:o:m:m\n", "\r\n"][random.int(in: 0..<4)]
    }
    let whole = try read(text, threads: 1)
    for partBytes in [1, 7, 100, 1000] {
      for threads in [1, 3] {
        let cut = try read(text, threads: threads, partBytes: partBytes)
        #expect(cut.data.labels == whole.data.labels)
        #expect(cut.data.features.offsets == whole.data.features.offsets)
        #expect(cut.data.features.features == whole.data.features.features)
        #expect(
          cut.data.features.convertedToDoubles().elements
            == whole.data.features.convertedToDoubles().elements)
        #expect(cut.notes == whole.notes)
      }
    }
    // From a file a window of the text is in memory at a time, and longer lines all the same.
    let path = try folder.write([UInt8](text.utf8), to: "file")
    for windowBytes in [1, 10, 64, 1000, 100_000] {
      let cut = try LIBSVMContents(
        path: path, features: nil, zeroBased: false, threads: 2, partBytes: 16,
        windowBytes: windowBytes)
      #expect(cut.labels == whole.data.labels)
      #expect(cut.features.offsets == whole.data.features.offsets)
      #expect(cut.features.features == whole.data.features.features)
      #expect(
        cut.features.convertedToDoubles().elements
          == whole.data.features.convertedToDoubles().elements)
      #expect(cut.notes == whole.notes)
    }
    let bad = text + "1 3:x\n" + text + "1 4:y\n"
    let error = #expect(throws: FileError.self) { _ = try read(bad) }
    let badPath = try folder.write([UInt8](bad.utf8), to: "bad")
    for windowBytes in [1, 10, 1000, 100_000] {
      let cut = #expect(throws: FileError.self) {
        _ = try LIBSVMContents(
          path: badPath, features: nil, zeroBased: false, threads: 2, partBytes: 50,
          windowBytes: windowBytes)
      }
      #expect(cut?.found == error?.found && cut?.expected == error?.expected)
    }
    for partBytes in [1, 50, 1000] {
      let cut = #expect(throws: FileError.self) { _ = try read(bad, partBytes: partBytes) }
      #expect(cut == error)
    }
  }

  @Test func gzippedFilesAreRead() throws {
    let path = try folder.write(SmallSet.gzip([UInt8]("1 1:2\n0 2:3\n".utf8)), to: "a.svm.gz")
    let text = try LIBSVMText(contentsOf: path)
    #expect(text.data.features.converted().elements == [2, 0, 0, 3])
  }

  /// In a window of it as whole, and with a note.
  @Test func latin1IsReadPlainAndCompressed() throws {
    let bytes: [UInt8] = [UInt8]("1 1:2\nna".utf8) + [0xEF] + [UInt8]("ve 2:3\n".utf8)
    for path in [
      try folder.write(bytes, to: "latin1.svm"),
      try folder.write(SmallSet.gzip(bytes), to: "latin1.svm.gz"),
    ] {
      let text = try LIBSVMText(contentsOf: path)
      #expect(text.data.labels.names == ["1", "naïve"])
      #expect(text.notes == ["read as WINDOWS-1252 (Latin-1), since it is not UTF-8"])
    }
    let late = [UInt8]("naïve 1:2\n".utf8) + bytes
    #expect(throws: FileError.self) {
      try LIBSVMText(contentsOf: try folder.write(late, to: "damaged.svm"))
    }
  }

  @Test func aMissingFileIsNamed() {
    let path = folder.file("none")
    let error = #expect(throws: FileError.self) { _ = try LIBSVMText(contentsOf: path) }
    #expect(error?.path == path)
  }

  /// Whatever the bytes are, the answer is an error or a matrix that holds what it says.
  @Test(.timeLimit(.minutes(20))) func damagedTextIsAnErrorOrExamples() throws {
    var random = RandomValues()
    print("damagedTextIsAnErrorOrExamples: mutated inputs: 20000 of LIBSVM")
    let good = [UInt8]("1 1:0.5 3:-2e-3 # c\n-1 qid:4 2:1.25\n\n0 1:17 2:.5\n".utf8)
    let pieces = [
      "99999999999999999999", ":", "1e", "e999999", " ", "\n", "#", "0:", "-", "\0", "qid:", ".",
      "4294967297:1", "1e-400", "nan", "é", "2147483648:", "1e38", "+",
    ].map { [UInt8]($0.utf8) }
    var examples = 0
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...random.int(in: 0..<3) {
        let position = random.int(in: 0..<bytes.count + 1)
        switch random.int(in: 0..<5) {
        case 0: bytes.removeLast(random.int(in: 0..<bytes.count + 1))
        case 1: bytes.insert(contentsOf: pieces[random.int(in: 0..<pieces.count)], at: position)
        case 2:
          let from = random.int(in: 0..<bytes.count + 1)
          bytes.insert(contentsOf: bytes[min(from, position)..<max(from, position)], at: position)
        default:
          if position < bytes.count { bytes[position] ^= 1 << UInt8(random.int(in: 0..<8)) }
        }
        if bytes.isEmpty { break }
      }
      do throws(FileError) {
        let text = try LIBSVMText(
          FileContents(name: "file", bytes: bytes), features: nil, zeroBased: false, threads: 1,
          partBytes: 16)
        examples += text.data.examples
        #expect(text.data.examples > 0)
        #expect(text.data.features.examples == text.data.labels.count)
        #expect(text.data.features.firstNonFinite() == nil)
      } catch {
        #expect(!error.found.isEmpty && error.path == "file")
      }
      guard random.int(in: 0..<20) == 0 else { continue }
      // The same, or an error too, from a file in windows; comments full of colons among them. Both are
      // decoded first: two bytes such as `1` and 0 are a digit in UTF-16.
      let path = try folder.write(bytes, to: "damaged")
      let whole = try? LIBSVMText(
        TextFile(
          path: path, purpose: "a LIBSVM file", form: TextForm(encoding: nil),
          limit: FileContents.defaultLimit
        ).contents, features: nil, zeroBased: false, threads: 1)
      let cut = try? LIBSVMText(contentsOf: path)
      #expect(
        (whole == nil) == (cut == nil) && whole?.data.labels == cut?.data.labels, "\(bytes)")
    }
    #expect(examples > 1000)
  }
}
