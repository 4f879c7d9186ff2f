@testable import SigmoidDigits
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct ImageFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes an even image of 3 × 2 pixels under a name such as `7/a.png`.
  func put(_ name: String, _ grey: UInt8, width: Int = 3, height: Int = 2) throws {
    let pixels = [UInt8](repeating: grey, count: width * height)
    try put(name, PNGImage.encode(GreyImage(width: width, height: height, pixels: pixels)))
  }

  func put(_ name: String, _ bytes: [UInt8]) throws {
    let path = (folder.file(name) as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try folder.write(bytes, to: name)
  }

  func refusal(_ preparation: ImagePreparation = .raw(nil)) -> FileError? {
    #expect(throws: FileError.self) { _ = try ImageFolder(folder.path, preparation: preparation) }
  }

  /// The grey value of each example, all of whose pixels are alike.
  func values(_ set: ImageFolder) -> [UInt8] {
    (0..<set.dataset.examples).map {
      GreyImage(example: $0, of: set.dataset.features, size: set.size).pixels[0]
    }
  }

  @Test func labelsInOrderOfNumbersThenFilesInThatOfNames() throws {
    for (value, name) in ["2/b", "2/a", "10/x", "9/ä", "9/z", "9/Z", "9/img10", "9/img9"]
      .enumerated()
    {
      try put("\(name).png", UInt8(value))
    }
    let set = try ImageFolder(folder.path, preparation: .raw(nil))
    #expect(values(set) == [1, 0, 5, 6, 7, 4, 3, 2])
    #expect(set.dataset.labels.names == ["2", "9", "10"])
    #expect(set.dataset.labels.codes == [0, 0, 1, 1, 1, 1, 1, 2])
    #expect(set.size == ImageSize(width: 3, height: 2))
    #expect(set.paths[3] == folder.file("9/img10.png"))
    #expect(set.dataset.features.features == 6)
    #expect(set.dataset.features.scale == ByteMatrix.unitScale)
  }

  @Test func labelsThatAreNoNumbers() throws {
    for (value, name) in ["cat/1", "10/1", "9/1", "Dog/1"].enumerated() {
      try put(name, UInt8(value))
    }
    let set = try ImageFolder(folder.path, preparation: .raw(nil))
    #expect(set.dataset.labels.names == ["10", "9", "Dog", "cat"])
    #expect(values(set) == [1, 2, 3, 0])
  }

  @Test func digitsGoThroughTheRecipe() throws {
    var pixels = [UInt8](repeating: 255, count: 100)
    pixels[44] = 0
    pixels[45] = 0
    let image = GreyImage(width: 10, height: 10, pixels: pixels)
    try put("1/a.png", PNGImage.encode(image))
    let set = try ImageFolder(folder.path)
    #expect(set.size == ImageSize(width: 28, height: 28))
    let example = GreyImage(example: 0, of: set.dataset.features, size: set.size)
    #expect(try example == DigitRecipe.apply(to: image))
    let alone = try ImagePreparation.digit.example(at: folder.file("1/a.png"))
    #expect(alone.features == 784 && alone.examples == 1)
    #expect(GreyImage(example: 0, of: alone, size: set.size) == example)
    try put("1/b.png", 255)
    #expect(refusal(.digit)?.path == folder.file("1/b.png"))
    #expect(refusal(.digit)?.found.hasPrefix("no ink") == true)
  }

  @Test func whatIsHiddenIsIgnored() throws {
    try put("1/a.png", 5)
    try put("1/.DS_Store", [1, 2, 3])
    try put(".git/x", [1])
    try put(".note", [1])
    #expect(values(try ImageFolder(folder.path, preparation: .raw(nil))) == [5])
  }

  @Test func whatIsNoImageIsNamed() throws {
    try put("1/a.png", 5)
    try put("1/notes.txt", Array("hello there".utf8))
    #expect(refusal()?.path == folder.file("1/notes.txt"))
    #expect(refusal()?.found == "68 65 6C 6C 6F 20 74 68")
    try put("read.me", [1])
    #expect(refusal()?.path == folder.file("read.me"))
    #expect(refusal()?.remedy == "move it into the folder of its label, or remove it")
  }

  @Test func foldersAndPipesAmongTheImages() throws {
    try put("1/a.png", 5)
    try put("1/b/c.png", 5)
    #expect(refusal()?.path == folder.file("1/b"))
    #expect(refusal()?.found == "a folder")
    try FileManager.default.removeItem(atPath: folder.file("1/b"))
    #expect(mkfifo(folder.file("1/pipe"), 0o600) == 0)
    #expect(refusal()?.found == "no regular file")
  }

  @Test func namesThatAreNoText() throws {
    try put("1/a.png", 5)
    let name = (folder.file("1") + "/").utf8.map(CChar.init(bitPattern:)) + [-1, 0]
    let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
    // Some disks refuse such names themselves.
    guard descriptor >= 0 else { return }
    close(descriptor)
    #expect(refusal()?.path == folder.file("1/\u{FFFD}"))
    #expect(refusal()?.expected == "a name in UTF-8")
  }

  @Test func nothingThere() throws {
    #expect(refusal()?.found == "an empty folder")
    try FileManager.default.createDirectory(
      atPath: folder.file("3"), withIntermediateDirectories: false)
    #expect(refusal()?.path == folder.file("3"))
    #expect(refusal()?.expected == "at least one PNG image")
    let error = #expect(throws: FileError.self) { _ = try ImageFolder(folder.file("none")) }
    #expect(error?.found == "no such folder")
  }

  @Test func anotherSizeIsRefusedByFile() throws {
    try put("1/a.png", 5)
    try put("2/a.png", 5, width: 2, height: 3)
    let error = refusal()
    #expect(
      error?.description == "\(folder.file("2/a.png")): expected an image of 3 × 2 pixels, found "
        + "2 × 3 pixels; resize all images to one size, or read them as drawn digits")
    #expect(refusal(.raw(ImageSize(width: 28, height: 28)))?.path == folder.file("1/a.png"))
    let path = folder.file("1/a.png")
    let raw = try ImagePreparation.raw(nil).example(at: path)
    #expect(raw.features == 6)
    #expect(throws: FileError.self) {
      _ = try ImagePreparation.raw(ImageSize(width: 6, height: 1)).example(at: path)
    }
  }

  @Test func theFirstOfSeveralBadFilesIsNamed() throws {
    for number in 100..<200 { try put("1/\(number).png", 5) }
    for number in [117, 150, 151, 199] { try put("1/\(number).png", [1]) }
    for _ in 0..<20 { #expect(refusal()?.path == folder.file("1/117.png")) }
  }

  @Test func whatIsWrittenReadsBack() throws {
    let set = SyntheticDigits.dataset(examples: 40, seed: 3, set: .training)
    let size = ImageSize(width: 28, height: 28)
    let path = folder.file("new/set")
    try ImageFolder.write(set, size: size, to: path)
    #expect(folder.names(in: "new/set") == set.labels.names)
    let back = try ImageFolder(path, preparation: .raw(nil))
    #expect(back.dataset.labels.names == set.labels.names)
    #expect(back.dataset.labels.counts == set.labels.counts)
    for (example, path) in back.paths.enumerated() {
      let name = (path as NSString).lastPathComponent
      #expect(name.count == "00001.png".count)
      let original = try #require(Int(name.dropLast(4))) - 1
      #expect(
        GreyImage(example: example, of: back.dataset.features, size: size)
          == GreyImage(example: original, of: set.features, size: size))
      #expect(back.dataset.labels.codes[example] == set.labels.codes[original])
    }
    let error = #expect(throws: FileError.self) {
      try ImageFolder.write(set, size: size, to: path)
    }
    #expect(error?.found == "one that is not empty")
  }

  @Test(arguments: ["", "a/b", ".hidden", "..", "a\0b", String(repeating: "x", count: 256)])
  func labelsThatCannotNameAFolder(_ label: String) throws {
    let set = Dataset(features: ByteMatrix(features: 1, examples: 1), labels: Labels([label]))
    let error = #expect(throws: FileError.self) {
      try ImageFolder.write(set, size: ImageSize(width: 1, height: 1), to: folder.file("x"))
    }
    #expect(error?.found == "the label “\(label)”")
    #expect(folder.names() == [])
  }
}
