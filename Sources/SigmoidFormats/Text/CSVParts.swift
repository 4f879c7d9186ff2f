import SigmoidLinear

/// A table's text cut into parts of whole rows, each with its number of rows.
///
/// Where the cuts lie depends on the text alone. Every pass over the parts is parallel.
struct CSVParts {
  /// In order, without gaps.
  private(set) var ranges: [Range<Int>] = []
  /// One a part.
  private(set) var rows: [Int] = []

  /// Parts of about this many bytes, so that there are enough of them for all cores.
  static let usualBytes = 1 << 20

  /// - Parameters:
  ///   - start: the first byte behind the header.
  ///   - partBytes: where no row begins within so many bytes, a part is longer.
  init(
    _ text: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout, partBytes: Int, threads: Int
  ) {
    // Sound: the text is only read, and outlives every call below.
    nonisolated(unsafe) let text = text
    let end = text.count
    let hasQuotes = TextScan.quote(in: text.span, from: layout.start, to: end) < end
    // A quote in a comment is none, so that quotes cannot be counted without knowing the rows.
    let most = hasQuotes && layout.comment != nil ? .max : partBytes
    let length = max(min(most, end - layout.start), 1)
    let nominal = stride(from: layout.start, to: end, by: length).map {
      $0..<min($0 + length, end)
    }
    var isQuoted = [Bool](repeating: false, count: nominal.count)
    if hasQuotes {
      let quotes = parallelMap(nominal.count, threads: threads) {
        TextScan.count(of: UInt8(ascii: "\""), in: text.span, nominal[$0])
      }
      var total = 0
      for part in nominal.indices {
        isQuoted[part] = total % 2 == 1
        total += quotes[part]
      }
    }
    let inside = isQuoted
    let starts = parallelMap(nominal.count, threads: threads) { part in
      part == 0
        ? nominal[0].lowerBound
        : Self.cut(text.span, nominal[part], isQuoted: inside[part])
    }
    let cuts = starts.compactMap(\.self) + [end]
    let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 }
    self.ranges = ranges
    rows = parallelMap(ranges.count, threads: threads) { part in
      var scanner = CSVRecordScanner(
        separator: layout.separator, comment: layout.comment, from: ranges[part].lowerBound)
      return scanner.count(in: text.span, upTo: ranges[part].upperBound)
    }
  }

  /// One part, for a text whose rows are to be read in order.
  init(whole range: Range<Int>, rows: Int) {
    ranges = [range]
    self.rows = [rows]
  }

  /// The byte behind the first line end outside quotes; nil when there is none.
  private static func cut(_ text: Span<UInt8>, _ range: Range<Int>, isQuoted: Bool) -> Int? {
    var (position, quoted) = (range.lowerBound, isQuoted)
    while true {
      position = TextScan.special(in: text, from: position, to: range.upperBound)
      guard position < range.upperBound else { return nil }
      if text[position] == UInt8(ascii: "\"") {
        quoted.toggle()
      } else if !quoted {
        return position + 1
      }
      position += 1
    }
  }
}
