@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

/// Tables that are written in every format and read back.
@Suite struct ExampleTableWriteTests {
  static let words = ["ash", "birch, white", "\"é\"", "7"]
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func numbers(_ random: inout RandomValues, below end: Int = 4) -> [String] {
    (0..<TableCase.examples).map { _ in "\(random.int(in: 0..<end))" }
  }

  private func target(_ name: String, _ format: DataFormat) -> ExampleTarget {
    var target = ExampleTarget(path: folder.file("\(name).\(format)"), format: format)
    if !format.holdsLabels { target.labelsPath = folder.file("\(name)-\(format)-y.npy") }
    return target
  }

  private func file(_ target: ExampleTarget) -> ReadRequest {
    var file = ReadRequest(path: target.path, format: target.format)
    file.labelsPath = target.labelsPath
    file.images = .raw(nil)
    file.featureCount = TableCase.features
    file.zeroBased = target.zeroBased
    return file
  }

  private func takes(_ kind: TableCase.Kind, _ format: DataFormat) -> Bool {
    format != .png || kind == .bytes || kind == .sparse
  }

  @Test(arguments: TableCase.Kind.allCases) func everyPairOfFormats(kind: TableCase.Kind) throws {
    var random = RandomValues()
    let one = TableCase(kind, labels: numbers(&random), &random)
    for first in DataFormat.written where takes(kind, first) {
      let start = target("a", first)
      try one.table().write(to: start)
      let table = try file(start).read()
      #expect(table.contents.count == TableCase.examples)
      for second in DataFormat.written where takes(kind, second) {
        let end = target("\(first)-b", second)
        try table.write(to: end)
        let read = try file(end).read()
        let expected = zip(one.labels, one.rows).map { "\($0) \($1)" }
        #expect(read.contents == expected.sorted(), "\(first) to \(second)")
        guard first != .png && second != .png else { continue }
        #expect(read.labelTexts == one.labels)
        // And back to the very bytes.
        guard first != .libsvm else { continue }
        let back = target("\(first)-c", first)
        try read.write(to: back)
        let same = try Data(contentsOf: URL(fileURLWithPath: back.path))
        #expect(try same == Data(contentsOf: URL(fileURLWithPath: start.path)))
      }
    }
  }

  @Test func labelsThatAreText() throws {
    var random = RandomValues()
    let labels = (0..<TableCase.examples).map { Self.words[$0 % Self.words.count] }
    let one = TableCase(.bytes, labels: labels, &random)
    for format in DataFormat.written where format != .libsvm {
      let target = target("t", format)
      try one.table().write(to: target)
      let read = try file(target).read()
      #expect(
        read.contents == zip(labels, one.rows).map { "\($0) \($1)" }.sorted(), "\(format)")
    }
    let error = #expect(throws: FileError.self) {
      try one.table().write(to: target("t", .libsvm))
    }
    #expect(error?.found == "““é””" || error?.found.contains("birch") == true)
  }

  @Test func imagesKeepTheirShape() throws {
    var random = RandomValues()
    var one = TableCase(.bytes, labels: numbers(&random), &random)
    one.imageSize = ImageSize(width: 9, height: 1)
    for format in [DataFormat.idx, .npy, .npz, .png] {
      let target = target("i", format)
      try one.table().write(to: target)
      #expect(try file(target).read().imageSize == one.imageSize, "\(format)")
    }
    one.imageSize = nil
    try one.table().write(to: target("square", .png))
    #expect(try file(target("square", .png)).read().imageSize == ImageSize(width: 3, height: 3))
  }

  /// Bytes that no scale belonged to are read as pixels: who converts them is told.
  @Test func bytesOfATableAreSaidToBeReadAsPixels() throws {
    var random = RandomValues()
    for (kind, isTold) in [(TableCase.Kind.bytes, true), (.floats, false)] {
      let table = TableCase(kind, labels: numbers(&random), &random).table()
      let plain = table.stored((table.features as? ByteMatrix)?.scaled(by: 1) ?? table.features)
      for format in DataFormat.written where format != .png {
        let isArray = [.idx, .npy, .npz].contains(format)
        let notes = try plain.write(to: target("told", format))
        #expect(notes.contains { $0.contains("--input-scale 1") } == (isArray && isTold))
      }
    }
    let pixels = TableCase(.bytes, labels: numbers(&random), &random).table()
    #expect(try pixels.write(to: target("pixels", .npz)).isEmpty)
  }

  @Test func namesOfFeaturesAreTheHeader() throws {
    var random = RandomValues()
    var one = TableCase(.floats, labels: numbers(&random), &random)
    one.featureNames = (0..<TableCase.features).map { "f, \($0)" }
    for format in [DataFormat.csv, .tsv] {
      try one.table().write(to: target("n", format))
      #expect(try file(target("n", format)).read().featureNames == one.featureNames)
    }
    let text = String(decoding: try folder.bytes("n.csv"), as: UTF8.self)
    #expect(text.hasPrefix("label,\"f, 0\","))
    #expect(String(decoding: try folder.bytes("n.tsv"), as: UTF8.self).hasPrefix("label\tf, 0\t"))
  }

  @Test func withoutLabels() throws {
    var random = RandomValues()
    let one = TableCase(.bytes, labels: numbers(&random), &random)
    for format in DataFormat.written where format != .png {
      var target = target("u", format)
      target.labelsPath = nil
      let notes = try one.table(labelled: false).write(to: target)
      #expect(notes.isEmpty == (format != .libsvm))
      var file = file(target)
      file.hasLabels = false
      #expect(try file.read().features.rows == one.rows, "\(format)")
    }
    let text = String(decoding: try folder.bytes("u.libsvm"), as: UTF8.self)
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("0 ") })
    let error = #expect(throws: FileError.self) {
      try one.table(labelled: false).write(to: target("u", .png))
    }
    #expect(error?.found == "none in the table")
    let none = #expect(throws: FileError.self) {
      try one.table(labelled: false).write(to: target("u", .npy))
    }
    #expect(none?.expected == "labels to write")
  }

  @Test func libsvmTellsOfFeaturesThatItLeavesOut() throws {
    let matrix = Matrix<Float>(rows: 4, columns: 2, elements: [0, 2, 0, 0, 1, 0, 0, 0])
    var target = target("z", .libsvm)
    target.zeroBased = true
    let dense = Examples(
      fitting: matrix, labels: Labels([1, 0]), source: ExampleSource(path: "x", format: "npz"))
    let notes = try dense.write(to: target)
    #expect(notes.count == 1 && notes[0].contains("from 2 on") && notes[0].contains("are 4"))
    #expect(String(decoding: try folder.bytes("z.libsvm"), as: UTF8.self) == "1 1:2\n0 0:1\n")
    let sparse = Examples(
      fitting: SparseMatrix(matrix), labels: Labels([1, 0]),
      source: ExampleSource(path: "x", format: "npz"))
    #expect(try sparse.write(to: target) == notes)
  }

  @Test func labelsOfIDXAreBytes() throws {
    var random = RandomValues()
    let one = TableCase(.bytes, labels: numbers(&random, below: 256), &random)
    var target = target("x", .idx)
    // By its name, else as the features are.
    for name in ["y.idx", "y-ubyte.gz", "y"] {
      target.labelsPath = folder.file(name)
      try one.table().write(to: target)
      #expect(try ReadRequest.labels(at: folder.file(name)) == Labels(one.labels))
      let first = try folder.bytes(name)[0]
      #expect(first == (name.hasSuffix(".gz") ? 0x1F : 0))
    }
    for bad in ["256", "-1", "07", "x", "1.5"] {
      var labels = one.labels
      labels[3] = bad
      let other = TableCase(.bytes, labels: labels, &random)
      target.path = folder.file("never.idx")
      let error = #expect(throws: FileError.self) { try other.table().write(to: target) }
      #expect(error?.found == "“\(bad)”" && error?.path == target.labelsPath)
    }
    #expect(!folder.names().contains("never.idx"))
  }

  @Test func whatAFormatCannotHoldIsRefusedBeforeAnythingIsWritten() throws {
    var random = RandomValues()
    let one = TableCase(.floats, labels: numbers(&random), &random)
    func refusal(_ change: (inout ExampleTarget) -> Void) -> FileError? {
      var target = ExampleTarget(path: folder.file("out"), format: .npy)
      change(&target)
      return #expect(throws: FileError.self) { try one.table().write(to: target) }
    }
    #expect(refusal { _ in }?.expected.hasPrefix("a second file") == true)
    #expect(refusal { $0.labelsPath = $0.path }?.found == "one name")
    #expect(refusal { $0.labelsPath = folder.file("y.csv") }?.found == "a name of csv")
    #expect(refusal { $0.labelsPath = folder.file("no/y.npy") }?.path == folder.file("no/y.npy"))
    #expect(
      refusal {
        $0.format = .csv
        $0.labelsPath = folder.file("y.npy")
      }?.found == "a separate file")
    #expect(refusal { $0.format = .png }?.found == "other numbers in the table")
    #expect(folder.names().isEmpty)
  }

  @Test func notEveryRowOfPixelsIsASquare() throws {
    let table = Examples(
      fitting: ByteMatrix(features: 8, examples: 1), labels: Labels([1]),
      source: ExampleSource(path: "x", format: "npz"))
    let error = #expect(throws: FileError.self) { try table.write(to: target("p", .png)) }
    #expect(error?.found == "8 in x")
  }

  @Test func sparseFeaturesThatWouldFillTheMemory() throws {
    let matrix = SparseMatrix(
      features: Int(Int32.max), offsets: Array(0...20),
      elements: (0..<20).map { .init(feature: Int32.max - 1, value: Float($0) + 0.5) })
    let table = Examples(
      fitting: matrix, labels: Labels(0..<20), source: ExampleSource(path: "x", format: "libsvm"))
    for format in [DataFormat.npz, .csv] {
      let error = #expect(throws: FileError.self) { try table.write(to: target("s", format)) }
      #expect(error?.remedy.contains("libsvm") == true)
    }
    try table.write(to: target("s", .libsvm))
    #expect(folder.names() == ["s.libsvm"])
  }

  @Test(arguments: [DataFormat.idx, .npy, .npz, .csv, .libsvm])
  func namesInGZAreGzipped(format: DataFormat) throws {
    var random = RandomValues()
    let one = TableCase(.floats, labels: numbers(&random), &random)
    var target = target("g", format)
    target.path += ".gz"
    try one.table().write(to: target)
    #expect(try folder.bytes("g.\(format).gz").prefix(2) == [0x1F, 0x8B])
    #expect(try file(target).read().features.rows == one.rows)
  }

  @Test func aFileThatCannotBeReplacedIsLeft() throws {
    var random = RandomValues()
    let one = TableCase(.bytes, labels: numbers(&random), &random)
    try folder.write([1], to: "p.png")
    try FileManager.default.createDirectory(
      atPath: folder.file("d.npz"), withIntermediateDirectories: false)
    #expect(throws: FileError.self) { try one.table().write(to: target("p", .png)) }
    #expect(throws: FileError.self) { try one.table().write(to: target("d", .npz)) }
    try FileManager.default.createDirectory(
      atPath: folder.file("full.png/1"), withIntermediateDirectories: true)
    let error = #expect(throws: FileError.self) { try one.table().write(to: target("full", .png)) }
    #expect(error?.found == "one that is not empty")
    #expect(folder.names() == ["d.npz", "full.png", "p.png"])
    #expect(folder.names(in: "full.png/1").isEmpty)
  }
}
