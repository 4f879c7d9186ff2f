@testable import SigmoidExamples
@testable import SigmoidDigits
@testable import SigmoidLinear
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct MNISTFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Loads the small set after one of its files was replaced (nil: removed).
  func refusal(of name: String, _ bytes: [UInt8]?) throws -> FileError? {
    try SmallSet.write(to: folder)
    try FileManager.default.removeItem(atPath: folder.file(name))
    if let bytes { try folder.write(bytes, to: name) }
    return #expect(throws: FileError.self) { try MNIST(folder: folder.path) }
  }

  func bytes(_ matrix: ByteMatrix) -> [UInt8] {
    matrix.span.withUnsafeBytes { [UInt8]($0) }
  }

  @Test(arguments: [false, true])
  func aWholeSetLoads(_ gzipped: Bool) throws {
    try SmallSet.write(to: folder, gzipped: gzipped)
    let set = try MNIST(folder: folder.path)
    #expect(set.source == .folder(folder.path))
    #expect(set.training.features.features == 784)
    #expect(set.training.examples == SmallSet.trainingExamples)
    #expect(set.test.examples == SmallSet.testExamples)
    let pixels = SmallSet.pixels(SmallSet.testExamples, seed: 2)
    #expect(bytes(set.test.features) == pixels)
    #expect(set.trainingSummary.classCounts == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1])
    #expect(set.testSummary.classCounts == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
  }

  @Test func namesWithADotLoadToo() throws {
    try SmallSet.write(to: folder)
    for file in SmallSet.files {
      try FileManager.default.moveItem(
        atPath: folder.file(file.name),
        toPath: folder.file(file.name.replacing("-idx", with: ".idx")))
    }
    #expect(folder.names().contains("train-images.idx3-ubyte"))
    #expect(try MNIST(folder: folder.path).training.examples == SmallSet.trainingExamples)
  }

  @Test func aSetThatWasWrittenLoads() throws {
    try SmallSet.write(to: folder)
    let set = try MNIST(folder: folder.path)
    let copy = try TemporaryFolder()
    try set.write(to: copy.file("new/folder"))
    #expect(copy.names(in: "new/folder").allSatisfy { $0.hasSuffix(".gz") })
    let report = MNIST.verify(folder: copy.file("new/folder"), files: SmallSet.files)
    #expect(report.isGenuine)
    // A second, plain set beside it would be hidden by the first.
    let error = #expect(throws: FileError.self) {
      try set.write(to: copy.file("new/folder"), compressed: false)
    }
    #expect(error?.remedy == "remove it, or name another folder")
  }

  @Test func aMissingFolder() {
    let error = #expect(throws: FileError.self) { try MNIST(folder: folder.file("none")) }
    #expect(
      error?.description == "\(folder.file("none")): expected a folder with the four MNIST "
        + "files, found no such folder; check its name")
  }

  @Test func aFileInPlaceOfTheFolder() throws {
    let file = try folder.write([1], to: "file")
    let error = #expect(throws: FileError.self) { try MNIST(folder: file) }
    #expect(error?.found == "a file")
  }

  @Test(arguments: SmallSet.files.map(\.name))
  func oneFileMissing(_ name: String) throws {
    let error = try refusal(of: name, nil)
    #expect(
      error?.description == "\(folder.path): expected \(name) or \(name).gz, found neither; "
        + "put all four MNIST files there, or name another folder")
  }

  @Test func aWrongMagic() throws {
    let error = try refusal(of: "t10k-images-idx3-ubyte", Array("no digits here".utf8))
    #expect(error?.path == folder.file("t10k-images-idx3-ubyte"))
    #expect(error?.expected == "an IDX file, which begins with 00 00, element type, rank")
    #expect(error?.found == "6E 6F 20 64")
    #expect(error?.remedy == "check that this is an IDX file, gzipped or not")
  }

  @Test func labelsWhereImagesShouldBe() throws {
    let error = try refusal(of: "train-images-idx3-ubyte", SmallSet.plain[.trainingLabels])
    #expect(
      error?.description == "\(folder.file("train-images-idx3-ubyte")): expected images of "
        + "28 × 28 unsigned bytes, found 12 unsigned bytes; put the image file of an MNIST-like set "
        + "there")
  }

  @Test func imagesWhereLabelsShouldBe() throws {
    let error = try refusal(of: "train-labels-idx1-ubyte", SmallSet.plain[.trainingImages])
    #expect(error?.path == folder.file("train-labels-idx1-ubyte"))
    #expect(error?.found == "12 × 28 × 28 unsigned bytes")
    #expect(error?.remedy == "check that this is the label file")
  }

  @Test func imagesOfAnotherSize() throws {
    let error = try refusal(
      of: "t10k-images-idx3-ubyte", SmallSet.idx([5, 14, 56], [UInt8](repeating: 0, count: 3920)))
    #expect(error?.found == "5 × 14 × 56 unsigned bytes")
  }

  @Test func noImagesAtAll() throws {
    let error = try refusal(of: "t10k-images-idx3-ubyte", SmallSet.idx([0, 28, 28], []))
    #expect(error?.expected == "at least one image")
  }

  @Test func aTruncatedFile() throws {
    let whole = try #require(SmallSet.plain[.trainingImages])
    let error = try refusal(of: "train-images-idx3-ubyte", whole.dropLast(100))
    #expect(error?.path == folder.file("train-images-idx3-ubyte"))
    #expect(error?.expected == "9424 bytes, as its header claims (12 × 28 × 28 unsigned bytes)")
    #expect(error?.found == "9324")
    #expect(error?.remedy == "the file is cut short: copy or download it again")
  }

  @Test func aTruncatedAndAFlippedGzip() throws {
    let whole = try SmallSet.gzip(try #require(SmallSet.plain[.trainingImages]))
    var flipped = whole
    flipped[whole.count / 2] ^= 0x10
    for bytes in [whole.dropLast(20), flipped] {
      let error = try refusal(of: "train-images-idx3-ubyte", bytes)
      #expect(
        error?.description == "\(folder.file("train-images-idx3-ubyte")): expected a whole "
          + "gzip file, found compressed data that is damaged or cut short (\(bytes.count) bytes in "
          + "all); copy or download it again")
    }
  }

  @Test func aHeaderThatClaimsTwoToThe31Images() throws {
    let error = try refusal(
      of: "train-images-idx3-ubyte", SmallSet.idx([1 << 31, 28, 28], [1, 2, 3]))
    #expect(
      error?.expected == "1683627180048 bytes, as its header claims "
        + "(2147483648 × 28 × 28 unsigned bytes)")
    #expect(error?.found == "19")
  }

  @Test func countsThatDiffer() throws {
    let error = try refusal(of: "train-labels-idx1-ubyte", SmallSet.idx([11], SmallSet.labels(11)))
    #expect(
      error?.description == "\(folder.file("train-labels-idx1-ubyte")): expected 12 labels, "
        + "as many as there are images in \(folder.file("train-images-idx3-ubyte")), found 11; "
        + "use two files of the same data set")
  }

  @Test func labelsAbove9() throws {
    let error = try refusal(of: "t10k-labels-idx1-ubyte", SmallSet.idx([5], [0, 9, 4, 10, 11]))
    #expect(
      error?.description == "\(folder.file("t10k-labels-idx1-ubyte")): expected labels from "
        + "0 to 9, found 10 for example 3, counted from 0; put the label file of an MNIST-like set "
        + "there")
  }

  @Test func anEmptyFile() throws {
    let error = try refusal(of: "t10k-labels-idx1-ubyte", [])
    #expect(error?.path == folder.file("t10k-labels-idx1-ubyte"))
    #expect(error?.found == "an empty file")
  }

  @Test func aFolderInPlaceOfAFile() throws {
    try SmallSet.write(to: folder)
    try FileManager.default.removeItem(atPath: folder.file("t10k-labels-idx1-ubyte"))
    try FileManager.default.createDirectory(
      atPath: folder.file("t10k-labels-idx1-ubyte"), withIntermediateDirectories: false)
    let error = #expect(throws: FileError.self) { try MNIST(folder: folder.path) }
    #expect(error?.found == "a folder")
  }

  @Test func aReportTellsFilesApart() throws {
    try SmallSet.write(to: folder)
    #expect(MNIST.verify(folder: folder.path, files: SmallSet.files).isGenuine)
    #expect(!MNIST.verify(folder: folder.path).isGenuine)
    let other = SmallSet.idx([1], [7])
    try folder.write(other, to: "train-labels-idx1-ubyte")
    try folder.write([1, 2, 3], to: "t10k-images-idx3-ubyte")
    try FileManager.default.removeItem(atPath: folder.file("t10k-labels-idx1-ubyte"))
    let report = MNIST.verify(folder: folder.path, files: SmallSet.files)
    #expect(!report.isGenuine)
    #expect(report.entries.map(\.file) == SmallSet.files)
    #expect(report.entries[0].state == .genuine)
    #expect(report.entries[0].dimensions == [12, 28, 28])
    let digest = other.withUnsafeBytes { SHA256.hex(of: $0) }
    #expect(report.entries[1].state == .different(sha256: digest))
    guard case .damaged(let error) = report.entries[2].state else {
      Issue.record("three bytes passed as images")
      return
    }
    #expect(error.path == folder.file("t10k-images-idx3-ubyte"))
    #expect(report.entries[3].state == .missing)
    #expect(report.entries[3].path == nil)
  }

  /// The genuine files, where the environment says they are.
  @Test(.enabled(if: Environment.value(of: "MNIST_DIR") != nil, "MNIST_DIR is not set"))
  func theGenuineSetLoadsAndVerifies() throws {
    let path = try #require(Environment.value(of: "MNIST_DIR"))
    #expect(MNIST.verify(folder: path).isGenuine)
    let set = try MNIST.load()
    #expect(set.source == .environment(path))
    #expect(
      set.trainingSummary.classCounts
        == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(
      set.testSummary.classCounts
        == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(set.training.features.features == 784)
  }
}
