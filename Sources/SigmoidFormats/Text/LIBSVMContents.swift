import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// What a LIBSVM text holds, read in parts side by side; `LIBSVMText` tells the format.
struct LIBSVMContents: ~Copyable {
  let features: SparseMatrix
  let labels: Labels
  let notes: [String]
  /// Numbers whose digits `features` does not hold, where they were asked for.
  let longNumbers: LongNumbers

  static let usualPart = 1 << 20

  func dataset() -> Dataset<SparseMatrix> { Dataset(features: features, labels: labels) }

  /// - Parameters:
  ///   - linesBefore: of a block of lines, how many came before it; a block may be without examples.
  ///   - notes: of how the text was decoded.
  init(
    _ contents: borrowing FileContents, features: Int?, zeroBased: Bool, threads: Int,
    partBytes: Int = usualPart, linesBefore: Int? = nil, keepsLongNumbers: Bool = false,
    notes: [String] = []
  ) throws(FileError) {
    let text = contents.bytes
    if linesBefore == nil {
      WorkMeter.current?.begin("parsing", contents.path, .bytes, total: text.count)
    }
    var collector = LIBSVMCollector(
      features: features, zeroBased: zeroBased, threads: threads, partBytes: partBytes,
      keepsLongNumbers: keepsLongNumbers)
    let plan = collector.plan(text)
    var elements = try LIBSVMElements(capacity: plan.elements, path: contents.path)
    var queries = LIBSVMQueries()
    switch try collector.add(text, plan, into: &elements) {
    case .success(let parts):
      queries.add(parts, linesBefore: { LIBSVMPlace(of: $0, in: text).line })
    case .failure(let problem):
      throw LIBSVMPlace(of: problem.offset, in: text, linesBefore: linesBefore ?? 0)
        .failure(problem, path: contents.path)
    }
    guard linesBefore != nil || collector.examples > 0 else {
      throw Self.noExamples(contents.path, isEmpty: text.isEmpty)
    }
    self.features = elements.matrix(
      features: collector.featureCount, offsets: collector.offsets)
    labels = collector.labels
    self.notes = notes + queries.notes
    longNumbers = collector.longNumbers
  }

  /// Reads a file, plain or compressed. Of a plain one a window of the text is in memory at a time: what a
  /// text takes there, its elements do not need.
  init(
    path: String, features: Int?, zeroBased: Bool, threads: Int, partBytes: Int = usualPart,
    windowBytes: Int = 16 << 20, limit: Int = FileContents.defaultLimit,
    keepsLongNumbers: Bool = false, encoding: String? = nil
  ) throws(FileError) {
    let purpose = "a LIBSVM file"
    func whole() throws(FileError) -> LIBSVMContents {
      let text = try TextFile(
        path: path, purpose: purpose, form: TextForm(encoding: encoding), limit: limit)
      return try LIBSVMContents(
        text.contents, features: features, zeroBased: zeroBased, threads: threads,
        partBytes: partBytes, keepsLongNumbers: keepsLongNumbers, notes: text.notes)
    }
    guard encoding == nil else {
      self = try whole()
      return
    }
    let window = try LIBSVMFileWindow.open(
      path: path, purpose: purpose, bytes: windowBytes, limit: limit)
    // An element takes three bytes at least, an index, a colon and a digit, and a space before it.
    guard var window,
      var elements = LIBSVMElements(ifAvailable: window.size / 4 + 1, path: path)
    else {
      self = try whole()
      return
    }
    WorkMeter.current?.begin("parsing", path, .bytes, total: window.size)
    var collector = LIBSVMCollector(
      features: features, zeroBased: zeroBased, threads: threads, partBytes: partBytes,
      keepsLongNumbers: keepsLongNumbers)
    var queries = LIBSVMQueries()
    var isASCII = true
    while try window.next() {
      if isASCII {
        switch NonASCII(in: window.lines, isWhole: true) {
        case .none: break
        case .utf8: isASCII = false
        // In another encoding, which `TextFile` makes UTF-8 of.
        case .cut, .other:
          self = try whole()
          return
        }
      }
      let plan = collector.plan(window.lines)
      // Comments full of colons, or a file that grows: then the text itself tells how many there are.
      guard plan.elements <= elements.capacity else {
        self = try whole()
        return
      }
      switch try collector.add(window.lines, plan, into: &elements) {
      case .success(let parts):
        guard parts.contains(where: { $0.queries > 0 }) else { continue }
        // The file up to here is read once more for the first of them alone.
        var before: Int?
        if queries.isEmpty { before = try? window.linesBefore() }
        let lines = window.lines
        queries.add(parts) { (before ?? 0) + LIBSVMPlace(of: $0, in: lines).line }
      case .failure(let problem):
        throw LIBSVMPlace(
          of: problem.offset, in: window.lines, linesBefore: try window.linesBefore()
        ).failure(problem, path: path)
      }
    }
    guard collector.examples > 0 else {
      throw Self.noExamples(path, isEmpty: window.size == 0)
    }
    self.features = elements.matrix(
      features: collector.featureCount, offsets: collector.offsets)
    labels = collector.labels
    notes = queries.notes
    longNumbers = collector.longNumbers
  }

  private static func noExamples(_ path: String, isEmpty: Bool) -> FileError {
    FileError(
      path: path, expected: "at least one example, one per line: label index:value …",
      found: isEmpty ? "an empty file" : "none",
      remedy: "check that this is the file you mean")
  }
}

/// The `qid:` of svmlight, which are ignored with a note.
private struct LIBSVMQueries {
  private var count = 0
  private var firstLine = 0

  var isEmpty: Bool { count == 0 }

  /// - Parameter line: of a byte of the text that the parts are of.
  mutating func add(_ parts: [LIBSVMPart], linesBefore line: (Int) -> Int) {
    guard let first = parts.first(where: { $0.queries > 0 }) else { return }
    if count == 0 { firstLine = line(first.firstQuery) }
    count += parts.reduce(0) { $0 + $1.queries }
  }

  var notes: [String] {
    count == 0 ? [] : ["ignored the qid of \(count) examples, the first in line \(firstLine)"]
  }
}

/// Where a byte lies in a text, for a person.
private struct LIBSVMPlace {
  /// Both from 1; the column in bytes.
  let line, column: Int

  init(of offset: Int, in text: UnsafeRawBufferPointer, linesBefore: Int = 0) {
    let before = text[..<offset]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    line = linesBefore + before.count { $0 == UInt8(ascii: "\n") } + 1
    column = offset - lineStart + 1
  }

  func failure(_ problem: LIBSVMProblem, path: String) -> FileError {
    FileError(
      path: path, expected: problem.expected,
      found: "\(problem.found) in line \(line), column \(column)", remedy: problem.remedy)
  }
}
