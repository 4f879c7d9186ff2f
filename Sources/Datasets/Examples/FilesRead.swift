import Files
import LinearAlgebra

/// Files of examples that one process has read, one after the other.
struct FilesRead {
  let features: FeatureArray
  let labels: Labels
  /// The examples of each file.
  let counts: [Int]
  /// What an example of each file takes in memory, on average: as the file has its numbers, and with
  /// doubles, which all files get where any needs them.
  let exampleBytes: [Int]
  let doubleExampleBytes: [Int]
  let featureNames: [String]?
  let imageSize: ImageSize?
  let notes: [(path: String, note: String)]

  /// - Parameters:
  ///   - limit: the first so many examples, of a single file.
  ///   - isShared: whether no more than a part of them will be wanted.
  init(
    _ files: ArraySlice<ExampleFile>, _ limit: Int?, _ threads: Int, _ isShared: Bool
  ) throws {
    let file = files[files.startIndex]
    let table = try Self.read(file, threads, isShared)
    guard var labels = table.labels else { throw table.withoutLabels }
    let (names, size) = (table.featureNames, table.imageSize)
    var notes = table.notes.map { (path: file.path, note: $0) }
    var features = table.takeFeatures()
    var counts = [labels.count]
    if let limit, limit != labels.count {
      guard limit < labels.count else {
        throw TooFewExamples(path: file.path, wanted: limit, found: labels.count)
      }
      labels = labels.selecting(Array(0..<limit))
      features = try features.part(0..<limit, copying: false, path: file.path)
      counts = [limit]
    }
    var exampleBytes = [features.exampleBytes]
    var doubleExampleBytes = [features.doubleExampleBytes]
    if files.count > 1 {
      let form = Self.form(features, names, size)
      var (parts, all) = ([features.packed()], [labels])
      for other in files.dropFirst() {
        let table = try Self.read(other, threads, isShared)
        guard let labels = table.labels else { throw table.withoutLabels }
        for (expected, found) in zip(
          form, Self.form(table.features, table.featureNames, table.imageSize))
        where expected != found {
          throw ExampleFiles.mismatch(other.path, expected, found, file.path)
        }
        all.append(labels)
        counts.append(table.examples)
        notes += table.notes.map { (path: other.path, note: $0) }
        exampleBytes.append(table.features.exampleBytes)
        doubleExampleBytes.append(table.features.doubleExampleBytes)
        let (width, needsDoubles) = (table.features.features, table.features.hasDoubles)
        if needsDoubles && !features.hasDoubles {
          for index in parts.indices {
            parts[index] = try features.joining([parts[index]]).withDoubles(for: file.path).packed()
          }
          features = try features.withDoubles(for: file.path)
        }
        let areDoubles = features.hasDoubles
        let other =
          areDoubles ? try table.takeFeatures().withDoubles(for: other.path) : table.takeFeatures()
        parts.append(other.packed())
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
    featureNames = names
    imageSize = size
    self.notes = notes
  }

  /// What all files have to have in common, for a person.
  var form: [String] { Self.form(features, featureNames, imageSize) }

  private static func form(
    _ features: FeatureArray, _ names: [String]?, _ size: ImageSize?
  ) -> [String] {
    [
      features.isSparse ? "sparse examples" : "examples of \(features.features) features",
      "numbers stored as \(features.elements)", "a scale of \(features.scale)",
      names.map { "the columns \($0.joined(separator: ", "))" } ?? "no names of columns",
      size.map { "images of \($0.width) × \($0.height)" } ?? "no images",
    ]
  }

  consuming func takeFeatures() -> FeatureArray { features }

  private static func read(
    _ file: ExampleFile, _ threads: Int, _ isShared: Bool
  ) throws(FileError) -> ExampleTable {
    var file = file
    if isShared && file.mapping == .automatic { file.mapping = .wherePossible }
    let table = try file.read(threads: threads)
    guard table.examples > 0 else {
      throw FileError(
        path: file.path, expected: "examples", found: "none", remedy: "leave this file out")
    }
    return table
  }
}
