import SigmoidExamples
import SigmoidSystem

/// The features of a file of examples, a block after the other in the file's order, in memory that
/// the file's size does not matter to: for predictions on any number of examples.
///
/// Files are plain or compressed, and `-` is standard input. Labels are passed over. Of a plain `npz` file
/// the array is read alone, as a stream. Read whole are an `npz` that is compressed or standard input,
/// whose directory stands at its end, and arrays in Fortran order that cannot be read by position:
/// their examples do not lie one after the other.
package struct ExampleBlocks: ~Copyable {
  /// As many as the file says there are; nil for text, which does not say.
  package let examples: Int?
  /// What of a table was left out without being asked for, and what was guessed, for a person. Guesses
  /// may come with any block.
  package var notes: [String] { (conversion?.notes ?? []) + tableNotes }
  private let tableNotes: [String]
  /// The column that names the rows of a table; nil where none does.
  package let idName: String?
  /// Of a text.
  private let conversion: TextConversion?
  private var source: Source

  fileprivate enum Source: ~Copyable {
    case array(ArrayBlocks)
    case table(CSVBlockReader, scale: Double)
    case sparse(LIBSVMBlockReader)
    case images(ImageBlocks)
    case whole(Examples)
    case end
  }

  /// Opens a file.
  /// - Parameters:
  ///   - features: how many are expected, those of a model. Of `libsvm` it is the number of
  ///     features. A table that is one column wider, and whose label column was not named, has
  ///     labels.
  ///   - blockExamples: the most examples of a block; fewer where they would take above 64 MiB.
  /// - Throws: `FileError`, also for what the first bytes tell.
  package init(
    _ file: ReadRequest, features: Int, blockExamples: Int = 4096
  ) throws(FileError) {
    require(blockExamples > 0, "blocks of \(blockExamples) examples")
    var about = AboutTable()
    let source = try Source(
      file, features: features, blockExamples: blockExamples, about: &about)
    examples = source.examples
    tableNotes = about.notes
    idName = about.idName
    conversion = about.conversion
    self.source = source
  }

  /// Some examples of the file.
  package struct Block {
    package let features: any ReadStorage
    /// What names each example, where a column of a table does.
    package var ids: [String]?
    /// Examples that have no prediction, as a cell is missing; counted within the block.
    package var incomplete: [Int] = []
  }

  /// The next examples; nil when there are no more.
  /// - Throws: `FileError`; the blocks before were good.
  package mutating func next() throws(FileError) -> Block? {
    // Taken out and put back: a case cannot be changed where it is.
    var source = Source.end
    swap(&source, &self.source)
    switch consume source {
    case .array(var blocks):
      let block = try blocks.next()
      self.source = .array(blocks)
      return block.map { Block(features: $0) }
    case .table(var reader, let scale):
      let block = try reader.next()
      self.source = .table(reader, scale: scale)
      guard let block else { return nil }
      return Block(
        features: block.features.scaled(by: scale), ids: block.ids, incomplete: block.incomplete)
    case .sparse(var reader):
      let block = try reader.next()
      self.source = .sparse(reader)
      return block.map { Block(features: $0) }
    case .images(var images):
      let block = try images.next()
      self.source = .images(images)
      return block.map { Block(features: $0) }
    case .whole(let table): return Block(features: table.readStorage)
    case .end: return nil
    }
  }
}

/// What there is to know of a text before its rows.
private struct AboutTable {
  var notes: [String] = []
  var idName: String?
  var conversion: TextConversion?
}

extension ExampleBlocks.Source {
  fileprivate init(
    _ file: ReadRequest, features: Int, blockExamples: Int, about: inout AboutTable
  ) throws(FileError) {
    let scale = file.scale ?? file.rawScale ?? 1
    let file = try file.withNames()
    try file.names(of: features)
    switch file.format {
    case .idx, .npy:
      let purpose = file.format == .idx ? "an IDX file" : "a .npy file"
      self = .array(
        try ArrayBlocks(
          ByteStream(path: file.path, purpose: purpose), file, blockExamples: blockExamples))
    case .npz:
      let path = file.path == "-" ? nil : file.path
      var names: [String]?
      if let path,
        let stream = try NPZStream.features(
          of: path, named: file.featureArray, featureNames: &names)
      {
        try file.names(of: features, own: names)
        self = .array(try ArrayBlocks(stream, file, blockExamples: blockExamples))
        return
      }
      var file = file
      file.hasLabels = false
      self = .whole(try file.read())
    case .csv, .tsv, .jsonl, .arff:
      let text = try TextStream(
        ByteStream(path: file.path, purpose: "a table in text"), form: file.textForm)
      about.conversion = text.conversion
      let reader = try CSVBlockReader(
        TextWindow(text),
        options: file.tableOptions, blockRows: blockExamples,
        featuresWithoutLabels: file.inputs?.columns?.count ?? features)
      (about.notes, about.idName) = (reader.notes, reader.idName)
      self = .table(reader, scale: scale)
    case .libsvm:
      self = .sparse(
        LIBSVMBlockReader(
          TextWindow(
            try TextStream(
              ByteStream(path: file.path, purpose: "a LIBSVM file"), form: file.textForm)),
          features: file.featureCount ?? features, zeroBased: file.zeroBased, scale: scale))
    case .png: self = .images(try ImageBlocks(file, blockExamples: blockExamples))
    }
  }

  fileprivate var examples: Int? {
    switch self {
    case .array(let blocks): blocks.examples
    case .images(let images): images.paths.count
    case .whole(let table): table.count
    case .table: nil
    case .sparse: nil
    case .end: nil
    }
  }
}
