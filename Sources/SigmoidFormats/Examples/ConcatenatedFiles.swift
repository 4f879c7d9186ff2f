import SigmoidLinear
import SigmoidExamples
import SigmoidSystem

/// Files of examples that one process has read, one after the other.
struct ConcatenatedFiles {
  let features: any ReadStorage
  let labels: Labels
  /// The examples of each file.
  let counts: [Int]
  /// What an example of each file takes in memory, on average: as the file has its numbers, and with
  /// doubles, which all files get where any needs them.
  let exampleBytes: [Int]
  let doubleExampleBytes: [Int]
  let caseWeights: [Double]?
  let groups: Labels?
  let inputs: Schema
  let imageSize: ImageSize?
  let notes: [ReadingNote]
  /// Of a single file, where they are asked for.
  let rows: ExampleRows?

  /// - Parameters:
  ///   - limit: the first so many examples, of a single file.
  ///   - isShared: whether no more than a part of them will be wanted.
  init(
    _ files: ArraySlice<ReadRequest>, _ limit: Int?, _ threads: Int, _ isShared: Bool,
    ofSeveral: Bool
  ) throws {
    let file = files[files.startIndex]
    let table = try Self.read(file, threads, isShared)
    // Levels, references and means are those of all rows, which no file has.
    if ofSeveral,
      let column = table.inputs.columns?.first(where: { $0.kind != .numeric || $0.fill != nil })
    {
      throw FileError(
        path: file.path,
        expected: "columns of numbers without missing cells in one of several files",
        found: "\(column.name), which is \(column.kindName)",
        remedy: "put the rows into one file, or leave the column out with --drop")
    }
    var labels = try table.requiredLabels()
    let size = table.imageSize
    var weights = table.caseWeights
    var groups = table.groups.map { [$0] }
    var notes = table.notes
    var rows = files.count > 1 ? nil : table.rows
    var features = table.readStorage
    var counts = [labels.count]
    if let limit, limit != labels.count {
      guard limit < labels.count else {
        throw TooFewExamples(path: file.path, wanted: limit, found: labels.count)
      }
      labels = labels.selecting(Array(0..<limit))
      weights = weights.map { Array($0[..<limit]) }
      rows = rows?.selecting(Array(0..<limit))
      groups = groups.map { $0.map { $0.selecting(Array(0..<limit)) } }
      features = try features.part(0..<limit, copying: false, path: file.path)
      counts = [limit]
    }
    var exampleBytes = [features.exampleBytes]
    var doubleExampleBytes = [features.doubleExampleBytes]
    if files.count > 1 {
      let form = Self.form(features, table.inputs, size)
      var (parts, all) = ([features.packed()], [labels])
      for other in files.dropFirst() {
        let table = try Self.read(other, threads, isShared)
        let labels = try table.requiredLabels()
        let found = table.readStorage
        for (expected, found) in zip(
          form, Self.form(found, table.inputs, table.imageSize))
        where expected != found {
          throw ShardedFiles.mismatch(other.path, expected, found, file.path)
        }
        all.append(labels)
        counts.append(table.count)
        if let some = table.caseWeights { weights?.append(contentsOf: some) }
        if let some = table.groups { groups?.append(some) }
        notes += table.notes
        exampleBytes.append(found.exampleBytes)
        doubleExampleBytes.append(found.doubleExampleBytes)
        let (width, needsDoubles) = (found.features, found.hasDoubles)
        if needsDoubles && !features.hasDoubles {
          for index in parts.indices {
            parts[index] = try features.joining([parts[index]]).withDoubles(for: file.path).packed()
          }
          features = try features.withDoubles(for: file.path)
        }
        let same = features.hasDoubles ? try found.withDoubles(for: other.path) : found
        parts.append(same.packed())
        features = features.widened(to: width)
      }
      features = features.joining(parts)
      labels = Labels(joining: all)
    }
    self.features = features
    self.labels = labels
    self.counts = counts
    self.exampleBytes = exampleBytes
    self.doubleExampleBytes = doubleExampleBytes
    caseWeights = weights
    self.groups = groups.map { Labels(joining: $0) }
    inputs = table.inputs
    imageSize = size
    self.notes = notes
    self.rows = rows
  }

  /// What all files have to have in common, for a person.
  var form: [String] { Self.form(features, inputs, imageSize) }

  private static func form(
    _ features: any ReadStorage, _ inputs: Schema, _ size: ImageSize?
  ) -> [String] {
    [
      features is SparseMatrix ? "sparse examples" : "examples of \(features.features) features",
      "numbers stored as \(features.elementKind)", "a scale of \(features.scale)",
      inputs.featureNames.map { "the columns \($0.joined(separator: ", "))" }
        ?? "no names of columns",
      size.map { "images of \($0.width) × \($0.height)" } ?? "no images",
    ]
  }

  private static func read(
    _ file: ReadRequest, _ threads: Int, _ isShared: Bool
  ) throws(FileError) -> Examples {
    var file = file
    if isShared && file.mapping == .automatic { file.mapping = .wherePossible }
    let table = try file.read(threads: threads)
    guard table.count > 0 else {
      throw FileError(
        path: file.path, expected: "examples", found: "none", remedy: "leave this file out")
    }
    return table
  }
}
