@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// Data that cannot be used: one message, exit status 1, and nothing lost.
struct BadInputTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// Trains over an old model, which has to stay.
  private func refuse(
    _ more: String..., saying parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let old = OldOutput.bytes
    let model = try digits.folder.write(old, to: "old.safetensors")
    let before = digits.folder.names()
    try CommandProcess.fail(
      digits.training("--model", model, "--history", digits.folder.file("new.jsonl")) + more,
      saying: parts, sourceLocation: sourceLocation)
    #expect(try digits.folder.bytes("old.safetensors") == old, sourceLocation: sourceLocation)
    #expect(digits.folder.names() == before, sourceLocation: sourceLocation)
  }

  /// The same with one file replaced by these bytes, under its plain name.
  private func refuse(
    _ name: String, _ bytes: [UInt8], saying parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try digits.folder.write(bytes, to: name)
    let old = OldOutput.bytes
    let model = try digits.folder.write(old, to: "old.safetensors")
    try CommandProcess.fail(
      digits.training("--model", model), saying: [digits.folder.file(name) + ": "] + parts,
      sourceLocation: sourceLocation)
    #expect(try digits.folder.bytes("old.safetensors") == old, sourceLocation: sourceLocation)
  }

  private func idx(_ dimensions: [Int], _ elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
    let sizes = dimensions.flatMap { size in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
    }
    return [0, 0, type, UInt8(dimensions.count)] + sizes + elements
  }

  /// Removes the gzipped file, so that a plain one can take its place.
  private func plainName(_ name: String) throws -> String {
    try FileManager.default.removeItem(atPath: digits.folder.file(name))
    return String(name.dropLast(3))
  }

  @Test func missingFolder() throws {
    try CommandProcess.fail(
      ["train", "--data", "/no/such/folder"],
      saying: ["/no/such/folder: expected a folder", "found no such folder", "; check"])
  }

  @Test func missingFolderInTheEnvironmentIsSaidToComeFromThere() throws {
    try CommandProcess.fail(
      ["train"], saying: ["MNIST_DIR", "/no/such/folder: expected a folder", "; check"],
      environment: ["MNIST_DIR": "/no/such/folder"])
  }

  @Test func fileInPlaceOfTheFolder() throws {
    try CommandProcess.fail(
      ["train", "--data", digits.folder.file(SmallDigits.testLabels)],
      saying: [SmallDigits.testLabels + ": expected a folder", "found a file"])
  }

  @Test(arguments: SmallDigits.names) func missingFile(name: String) throws {
    try FileManager.default.removeItem(atPath: digits.folder.file(name))
    try refuse(
      saying: "\(digits.folder.path): expected \(name.dropLast(3)) or \(name)", "found neither",
      "; put all four")
  }

  @Test func wrongMagic() throws {
    let name = try plainName(SmallDigits.trainingImages)
    try refuse(
      name, Array("P5 28 28 255 something".utf8), saying: "expected an IDX file", "found 50 35",
      "; check")
  }

  @Test func labelsForImages() throws {
    try refuse(
      SmallDigits.trainingImages, digits.folder.bytes(SmallDigits.trainingLabels),
      saying: "expected images of 28 × 28", "found 300", "; put the image file")
  }

  @Test func imagesForLabels() throws {
    try refuse(
      SmallDigits.testLabels, digits.folder.bytes(SmallDigits.testImages),
      saying: "expected labels", "found 100 × 28 × 28", "; check that this is the label file")
  }

  @Test func truncatedIDX() throws {
    let name = try plainName(SmallDigits.trainingLabels)
    try refuse(
      name, idx([300], [UInt8](repeating: 1, count: 299)), saying: "expected 308 bytes",
      "found 307", "; the file is cut short")
  }

  @Test(arguments: [1, 7, 100, 5000]) func truncatedGzip(cut: Int) throws {
    let whole = try digits.folder.bytes(SmallDigits.trainingImages)
    try refuse(
      SmallDigits.trainingImages, whole.dropLast(cut), saying: "expected a whole gzip file",
      "damaged or cut short", "; copy or download it again")
  }

  @Test func flippedByteInGzip() throws {
    var bytes = try digits.folder.bytes(SmallDigits.trainingImages)
    bytes[bytes.count / 2] ^= 0x40
    try refuse(
      SmallDigits.trainingImages, bytes, saying: "expected a whole gzip file", "damaged",
      "; copy or download it again")
  }

  @Test func headerThatClaimsTwoThousandMillionImages() throws {
    let name = try plainName(SmallDigits.trainingImages)
    try refuse(
      name, idx([1 << 31, 28, 28], [1, 2, 3]), saying: "expected 1683627180048 bytes", "found 19",
      "; the file is cut short")
  }

  @Test func countsThatDiffer() throws {
    let name = try plainName(SmallDigits.trainingLabels)
    try refuse(
      name, idx([299], [UInt8](repeating: 1, count: 299)), saying: "expected 300 labels",
      SmallDigits.trainingImages, "found 299", "; use two files")
  }

  @Test func labelAboveNine() throws {
    let name = try plainName(SmallDigits.testLabels)
    var labels = [UInt8](repeating: 1, count: 100)
    labels[42] = 10
    try refuse(
      name, idx([100], labels), saying: "expected labels from 0 to 9", "found 10 for example 42",
      "; put")
  }

  @Test func imagesOfAnotherSize() throws {
    let name = try plainName(SmallDigits.trainingImages)
    try refuse(
      name, idx([2, 3, 3], [UInt8](repeating: 1, count: 18)), saying: "expected images of 28 × 28",
      "found 2 × 3 × 3", "; put")
  }

  @Test(arguments: ["12", "x", "-1"]) func positiveLabelThatNoExampleHas(label: String) throws {
    try refuse(
      "--positive=\(label)",
      saying: "\(digits.folder.path): expected examples with the label \(label)",
      "found only the labels 0, 1,", "; choose")
  }

  @Test func positiveClassWithoutAnExample() throws {
    let name = try plainName(SmallDigits.trainingLabels)
    try digits.folder.write(idx([300], (0..<300).map { UInt8($0 % 3) }), to: name)
    try refuse(
      "--positive", "7",
      saying: digits.folder.path, "expected examples with the label 7",
      "found only the labels 0, 1, 2")
    try refuse(
      "--positive", "0,1,2", saying: digits.folder.path, "expected examples of two classes",
      "found only 0|1|2", "; add examples")
  }

  @Test func moreExamplesThanThereAre() throws {
    try refuse(
      "--examples", "301", saying: "--examples: expected at most the 300 examples of",
      digits.folder.path, "found 301", "; ask for fewer")
  }

  @Test func divergence() throws {
    let old = OldOutput.bytes
    let model = try digits.folder.write(old, to: "m")
    let history = digits.folder.file("h")
    try CommandProcess.fail(
      digits.training("--learning-rate", "1e6", "--model", model, "--history", history),
      saying: ["diverged at evaluation", "expected a finite objective", "found", "learning rate"])
    #expect(try digits.folder.bytes("m") == old)
    // How it diverged is worth having.
    let rows = try JSON.lines(String(contentsOfFile: history, encoding: .utf8))
    #expect(!rows.isEmpty)
  }
}
