import SigmoidExamples
import SigmoidSystem

/// How a text is written, and what makes the text of it that the readers of tables take.
struct TextForm {
  enum Notation {
    /// As it is.
    case plain
    /// A table whose cells may stand in single quotes; its separator where that was told.
    case separated(by: UInt8?)
    case jsonLines
    case arff
  }

  let notation: Notation
  /// iconv's name for its encoding; nil for the one that its bytes tell.
  var encoding: String?

  /// The forms of the formats that are text.
  /// - Parameter separator: of a table in text; nil where it tells.
  init(_ format: DataFormat, encoding: String? = nil, separator: UInt8? = nil) {
    switch format {
    case .csv, .tsv: notation = .separated(by: separator)
    case .jsonl: notation = .jsonLines
    case .arff: notation = .arff
    default: notation = .plain
    }
    self.encoding = encoding
  }

  init(notation: Notation = .plain, encoding: String? = nil) {
    self.notation = notation
    self.encoding = encoding
  }
}

/// The transcoders of one text, and what they have found out.
final class TextConversion {
  private let decoder: TextDecoder
  private let table: (any TableTranscoder)?
  private let pipeline: TextPipeline

  init(_ form: TextForm, path: String) throws(FileError) {
    decoder = try TextDecoder(path: path, encoding: form.encoding)
    switch form.notation {
    case .plain: table = nil
    case .separated(let separator): table = SingleQuotes(separator: separator)
    case .jsonLines: table = JSONRecords(path: path)
    case .arff: table = ARFFTable(path: path)
    }
    pipeline = TextPipeline([decoder] + (table.map { [$0] } ?? []))
  }

  /// Guesses, for a person; complete when the text is.
  var notes: [String] { decoder.notes }

  /// The columns that are categories whatever their cells look like, by name: the nominal attributes of
  /// ARFF. Complete when the first row has come.
  var declaredCategorical: [String] { table?.declaredCategorical ?? [] }

  /// Whether a whole text is already what the conversion would make of it, but for a byte order mark.
  func keeps(_ bytes: UnsafeRawBufferPointer) throws(FileError) -> Bool {
    if let table, !table.keeps(bytes) { return false }
    return try decoder.keeps(bytes)
  }

  /// Whether the next bytes are already what the conversion would make of them; then they count as taken.
  func passes(_ bytes: UnsafeRawBufferPointer) -> Bool { isPlain && decoder.passes(bytes) }

  /// Whether bytes may pass as they are.
  var isPlain: Bool {
    (table?.isDone ?? true) && pipeline.isIdle
  }

  func push(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) {
    try pipeline.push(bytes, isLast: isLast, into: &output)
  }
}

/// Makes CSV with a header of a table in another notation.
protocol TableTranscoder: TextTranscoder {
  /// The columns that are categories whatever their cells look like, by name.
  var declaredCategorical: [String] { get }
  /// Whether the rest of the text stays as it is.
  var isDone: Bool { get }
  /// Whether a text that begins so stays as it is; takes nothing.
  /// - Parameter isWhole: nothing follows.
  func keeps(beginning text: [UInt8], isWhole: Bool) -> Bool
}

extension TableTranscoder {
  var declaredCategorical: [String] { [] }
  var isDone: Bool { false }
  func keeps(beginning text: [UInt8], isWhole: Bool) -> Bool { false }

  /// Whether a whole text stays as it is; takes nothing.
  func keeps(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let beginning = Array(bytes.prefix(SingleQuotes.beginning))
    return keeps(beginning: beginning, isWhole: beginning.count == bytes.count)
  }
}
