import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A table read from text: CSV (RFC 4180), or the same with tabs, semicolons or spaces.
///
/// A row is an example, a column a feature or the labels. Cells may be quoted, whole, with doubled
/// quotes, separators and line ends inside; blanks around a cell do not count. Lines end in LF,
/// CRLF or CR; a byte order mark, empty lines and comments are skipped. Every feature must be a
/// finite decimal number with a point; a missing value, `nan` and `inf` are refused by line and
/// column, since nothing can be trained on them.
package struct CSVTable: Sendable {
  /// The header's, without the label column's; nil when there was no header.
  package let featureNames: [String]?
  /// The label column's, where there is a header.
  package let labelName: String?
  /// One a row; nil when no column has any.
  package let labels: Labels?
  /// Each the nearest Double to its decimal number: as bytes if every one is a whole number from 0
  /// to 255, else as floats if every one is exactly a Float, else as doubles. Neither are scaled.
  package private(set) var features: any ReadStorage
  /// The rows that have a label, where some have none.
  private var rows: [Int]?
  /// What of the table was left out without being asked for, for a person.
  package private(set) var notes: [String]
  /// Numbers whose digits `features` does not hold, where they were asked for.
  package private(set) var longNumbers: LongNumbers

  /// Reads a file, plain or gzip.
  ///
  /// Memory is that of the text, the features and 8 bytes a row, and at most five times the text
  /// and 8 bytes a row. The result does not depend on the threads.
  /// - Parameter threads: all cores unless told.
  /// - Throws: `FileError`, which names the first line that cannot be read.
  package init(
    contentsOf path: String, options: CSVOptions = CSVOptions(),
    threads: Int = BLASThreads.available
  ) throws(FileError) {
    self = try CSVTable(
      FileContents(path: path, purpose: "a table in text"), options: options, threads: threads)
  }

  init(
    _ contents: consuming FileContents, options: CSVOptions, threads: Int = BLASThreads.available,
    partBytes: Int = CSVParts.usualBytes
  ) throws(FileError) {
    let path = contents.path
    // Valid to the end of this function, which owns the contents.
    let text = contents.bytes.assumingMemoryBound(to: UInt8.self)
    var names: [String]?
    do throws(CSVFault) {
      let layout = try CSVLayout(text.span, options: options)
      names = layout.names
      let reading = try CSVReading(text, layout, partBytes: partBytes, threads: threads)
      var table = try reading.table(scale: options.scale)
      if options.keepsLongNumbers {
        table.longNumbers = reading.longNumbers()
        if table.rows != nil {
          throw CSVFault(
            offset: nil, expected: "a label in each row of a table that is written again",
            found: "\(table.features.examples - (table.labels?.count ?? 0)) without",
            remedy: "fill them in, leave out their rows, or give --label none")
        }
      }
      self = table.withoutMissingLabels()
    } catch {
      throw error.fileError(path: path, bytes: text.span, after: CSVLineCount(), names: names)
    }
  }

  /// Rows without a label are left out: there is nothing to learn from them.
  private func withoutMissingLabels() -> CSVTable {
    guard let rows else { return self }
    var table = self
    table.features = features.selecting(rows)
    table.rows = nil
    let count = features.examples - rows.count
    table.notes.append(
      "left out \(count) of \(features.examples) rows, which \(count == 1 ? "has" : "have") no label"
    )
    return table
  }

  init(layout: CSVLayout, labels: [DistinctLabels], features: consuming any ReadStorage) {
    featureNames = layout.featureNames
    labelName = layout.labelName
    self.labels = layout.label == nil ? nil : DistinctLabels.joined(labels)
    rows = layout.label == nil ? nil : DistinctLabels.present(labels)
    self.features = features
    notes = layout.notes
    longNumbers = LongNumbers()
  }
}
