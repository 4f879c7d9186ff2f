@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidDigits
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// `sigmoid data convert`. What the formats hold is DatasetsTests' to check.
@Suite struct DataConvertTests {
  let digits: SmallDigits
  private let images: String
  private let labels: String

  init() throws {
    digits = try SmallDigits()
    images = digits.folder.file(SmallDigits.testImages)
    labels = digits.folder.file(SmallDigits.testLabels)
  }

  private func file(_ name: String) -> String { digits.folder.file(name) }

  private func bytes(_ name: String) throws -> [UInt8] { try digits.folder.bytes(name) }

  @discardableResult
  private func convert(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation)
    throws -> String
  {
    try CommandProcess.succeed(
      ["data", "convert", "--force"] + arguments, sourceLocation: sourceLocation)
  }

  @Test func thereAndBackThroughEveryFormat() throws {
    let said = try convert(images, file("a.npz"), "--labels", labels)
    #expect(said == "100 examples of 784 features as npz in \(file("a.npz"))\n")
    let first = try ReadRequest(path: file("a.npz"), format: .npz).read()
    #expect(first.imageSize == ImageSize(width: 28, height: 28))
    // Without the images' shape, which a table has no place for.
    try convert(file("a.npz"), file("a.csv"))
    try convert(file("a.csv"), file("flat.npz"))
    let flat = try bytes("flat.npz")
    for name in ["b.csv", "b.tsv", "b.npz", "b.csv.gz"] {
      try convert(file("flat.npz"), file(name))
      try convert(file(name), file("back.npz"))
      let same = try bytes("back.npz") == flat
      #expect(same, "\(name)")
    }
    for name in ["b.npy", "b.idx", "b-images-idx3-ubyte.gz"] {
      let labelled = try convert(file("flat.npz"), file(name), "--labels-out", file("y.npy"))
      #expect(labelled.hasSuffix(", labels in \(file("y.npy"))\n"))
      try convert(file(name), file("back.npz"), "--labels", file("y.npy"))
      let same = try bytes("back.npz") == flat
      #expect(same, "\(name)")
    }
    try convert(file("flat.npz"), file("b.libsvm"), "--zero-based-out")
    try convert(
      file("b.libsvm"), file("back.npz"), "--zero-based", "--features", "784")
    let same = try bytes("back.npz") == flat
    #expect(same)
  }

  @Test func imagesInFolders() throws {
    try convert(images, file("a.npz"), "--labels", labels)
    let said = try convert(file("a.npz"), file("digits"), "--to", "png")
    #expect(said == "100 examples of 784 features as png in \(file("digits"))\n")
    #expect(digits.folder.names(in: "digits") == (0..<10).map(String.init))
    try convert(file("digits"), file("b.npz"), "--raw")
    try convert(file("b.npz"), file("again"), "--to", "png")
    try convert(file("again"), file("c.npz"), "--raw")
    let same = try bytes("b.npz") == bytes("c.npz")
    #expect(same)
    try CommandProcess.fail(
      ["data", "convert", file("a.npz"), file("digits"), "--to", "png"],
      saying: [file("digits"), "a new folder", "not empty"])
  }

  @Test func standardInputAndOutput() throws {
    let text = try digits.folder.write(Array("label,a,b\nx,1,2\ny,0.5,0\n".utf8), to: "t.csv")
    let read = try CommandProcess.run(
      ["data", "convert", "-", file("t.tsv"), "--from", "csv"], input: .file(text))
    #expect(read.ending == .exit(0) && read.error == "")
    #expect(
      String(decoding: try bytes("t.tsv"), as: UTF8.self)
        == "label\ta\tb\nx\t1\t2\ny\t0.5\t0\n")
    try convert(text, file("t.libsvm"))
    #expect(String(decoding: try bytes("t.libsvm"), as: UTF8.self) == "x 1:1 2:2\ny 1:0.5\n")
  }

  @Test func whatOfAFileIsIgnoredIsNoted() throws {
    let text = try digits.folder.write(Array("1 qid:7 1:2\n0 qid:7 2:1\n".utf8), to: "q.libsvm")
    let read = try CommandProcess.run(["data", "convert", text, file("q.csv")])
    #expect(read.ending == .exit(0))
    #expect(
      read.error == "note: \(text): ignored the qid of 2 examples, the first in line 1\n")
  }

  @Test func whatAReaderHasToKnowIsNoted() throws {
    let text = try digits.folder.write(Array("1,0\n2,0\n".utf8), to: "t.csv")
    let arguments = ["data", "convert", text, file("t.libsvm"), "--label", "none"]
    let noted = try CommandProcess.run(arguments)
    #expect(noted.error.contains("labelled 0") && noted.error.contains("there are 2"))
    #expect(try CommandProcess.run(arguments + ["--quiet", "--force"]).error == "")
  }

  @Test func numbersAreWrittenAsTheyAre() throws {
    try convert(images, file("a.csv"), "--labels", labels)
    let table = try ReadRequest(path: file("a.csv"), format: .csv).read()
    #expect(table.features.scale == 1)
    #expect(ExampleSummary(table).range == 0...255)
  }

  @Test func theFolderOfMNISTIsNoFolderOfImages() throws {
    for command in [["convert", digits.folder.path, file("x.csv")], ["info", digits.folder.path]] {
      try CommandProcess.fail(
        ["data"] + command,
        saying: [
          "an IDX file", file(SmallDigits.trainingImages), file(SmallDigits.trainingLabels),
        ])
    }
  }

  @Test func nothingIsOverwrittenByAFailure() throws {
    try digits.folder.write(OldOutput.bytes, to: "kept.npy")
    let before = digits.folder.names()
    func refuse(_ arguments: String..., saying parts: [String]) throws {
      try CommandProcess.fail(["data", "convert"] + arguments, saying: parts)
    }
    try refuse(
      images, file("kept.npy"), "--labels", labels,
      saying: [file("kept.npy"), "--labels-out", "--label none"])
    try refuse(images, file("kept.npy"), "--labels-out", file("y.npy"), saying: ["labels to write"])
    try refuse(
      images, file("kept.npy"), "--labels", labels, "--labels-out", file("no/y.npy"),
      saying: [file("no/y.npy")])
    try refuse(images, file("no/x.csv"), "--label", "none", saying: [file("no/x.csv")])
    try refuse(file("missing.csv"), file("kept.npy"), saying: [file("missing.csv")])
    try refuse(images, file("x"), "--to", "png", saying: ["labels, which name the folders"])
    #expect(try bytes("kept.npy") == OldOutput.bytes)
    #expect(digits.folder.names() == before)
  }

  @Test func wrongUsage() throws {
    func refuse(_ arguments: String..., saying parts: [String]) throws {
      try CommandProcess.fail(["data", "convert"] + arguments, code: 64, saying: parts)
    }
    try refuse(
      "a.csv", "x", saying: ["x: expected the extension of a known format", "--to", "libsvm"])
    try refuse("-", "x.csv", saying: ["standard input"])
    try refuse("a.csv", "-", saying: ["name of a file"])
    try refuse("a.csv", "", saying: ["name of a file"])
    try refuse("a.csv", "b.npy", "--labels-out", "", saying: ["--labels-out"])
    try refuse("a.csv", "b.npz", "--labels-out", "y.npy", saying: ["--labels-out", "npz"])
    try refuse("a.csv", "b.png", saying: ["one image", "--to png"])
    try refuse("a.csv", "b.npz", "--input-scale", "2", saying: ["--input-scale"])
    try refuse("a.csv", "b.npz", "--zero-based-out", saying: ["--zero-based-out", "npz"])
    try refuse("a", "b.npz", "--from", "csv", "--input-format", "tsv", saying: ["--from"])
  }
}
