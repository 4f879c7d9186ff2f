import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A table read from text: CSV (RFC 4180), or the same with tabs, semicolons or spaces.
///
/// A row is an example, a column a feature or the labels. Cells may be quoted, whole, with doubled
/// quotes, separators and line ends inside; blanks around a cell do not count. Lines end in LF,
/// CRLF or CR; a byte order mark, empty lines and comments are skipped. Columns of other cells than
/// numbers become features as `ColumnTreatment` says, or as in the training of a model.
package struct CSVTable: Sendable {
  /// How its columns became features, and what those are called where there is a header.
  package let inputs: Schema
  package var featureNames: [String]? { inputs.featureNames }
  /// One a row; nil where each counts 1.
  package private(set) var caseWeights: [Double]?
  /// The group of each row; nil where none was asked for.
  package let groups: Labels?
  /// The names of the rows, where they were asked for: of a block to predict from.
  package let ids: [String]?
  /// Which rows of the text these are, where that was asked for.
  package private(set) var rows: ExampleRows?
  /// Rows that have no prediction, as a cell is missing: of a block to predict from.
  package let incomplete: [Int]
  /// One a row; nil when no column has any.
  package let labels: Labels?
  /// Of numbers, each the nearest Double to its decimal number: as bytes if every one is a whole number from 0
  /// to 255, else as floats if every one is exactly a Float, else as doubles. Neither are scaled.
  package private(set) var features: any ReadStorage
  /// The rows that have a label, where some have none.
  fileprivate var labelled: [Int]?
  /// What the others have.
  private var noLabel = ""
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
      let plain =
        options.concernsColumns || !layout.roles.all.isEmpty
        ? nil : try reading.table(options)
      guard var table = plain else {
        self = try CSVTable(reading.columns(options), options)
        if options.keepsLongNumbers {
          notes.append("numbers are those that 64-bit floats hold, as not all columns are numbers")
        }
        return
      }
      if options.keepsLongNumbers {
        table.longNumbers = reading.longNumbers()
        if table.labelled != nil {
          throw CSVFault(
            offset: nil, expected: "a label in each row of a table that is written again",
            found: "\(table.features.examples - (table.labels?.count ?? 0)) without",
            remedy: "fill them in, leave out their rows, or give --label none")
        }
      }
      self = table.withoutMissingLabels(keepsRows: options.keepsRows)
    } catch {
      throw error.fileError(
        path: path, bytes: text.span, after: CSVLineCount(from: options.firstLine), names: names)
    }
  }

  /// Rows without a label are left out: there is nothing to learn from them.
  private func withoutMissingLabels(keepsRows: Bool) -> CSVTable {
    var table = self
    if keepsRows {
      table.rows = ExampleRows(places: labelled ?? Array(0..<features.examples))
    }
    guard let labelled else { return table }
    table.features = features.selecting(labelled)
    table.labelled = nil
    table.notes.append(
      Self.leftOut(features.examples - labelled.count, of: features.examples, noLabel))
    return table
  }

  static func leftOut(_ count: Int, of rows: Int, _ why: String) -> String {
    "left out \(count) of \(rows) rows, which \(count == 1 ? "has" : "have") \(why)"
  }

  /// A table of numbers alone.
  init(
    layout: CSVLayout, options: CSVOptions, labels: [DistinctLabels],
    features: consuming any ReadStorage
  ) {
    var inputs = Schema(featureNames: layout.featureNames, labelName: layout.labelName)
    inputs.missing = options.inputs?.missing ?? options.treatment.missing
    inputs.droppedNames = options.inputs?.droppedNames ?? layout.dropped
    self.inputs = inputs
    self.labels = layout.label == nil ? nil : DistinctLabels.joined(labels)
    labelled = layout.label == nil ? nil : DistinctLabels.present(labels)
    noLabel = DistinctLabels.noLabel(labels)
    self.features = features
    caseWeights = nil
    groups = nil
    ids = nil
    incomplete = []
    notes = layout.notes
    longNumbers = LongNumbers()
  }

  /// A table whose columns were told apart.
  init(
    inputs: Schema, labels: Labels?, caseWeights: [Double]?, groups: Labels?, ids: [String]?,
    incomplete: [Int], features: any ReadStorage, notes: [String], rows: ExampleRows? = nil
  ) {
    self.rows = rows
    self.inputs = inputs
    self.labels = labels
    self.caseWeights = caseWeights
    self.groups = groups
    self.ids = ids
    self.incomplete = incomplete
    self.features = features
    self.notes = notes
    longNumbers = LongNumbers()
  }
}
