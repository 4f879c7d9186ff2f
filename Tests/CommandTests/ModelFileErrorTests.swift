@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// Model files that cannot be used, and inputs that do not fit a model.
struct ModelFileErrorTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// Both commands that read a model refuse this one.
  private func refuse(
    _ path: String, saying parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let images = digits.folder.file(SmallDigits.testImages)
    for arguments in [
      ["evaluate", "--model", path, "--data", digits.folder.path],
      ["predict", "--model", path, images],
    ] {
      try CommandProcess.fail(
        arguments, saying: ["\(path): expected"] + parts, sourceLocation: sourceLocation)
    }
  }

  /// A safetensors file: this header, these numbers.
  private func file(_ header: String, _ numbers: [Double]) throws -> String {
    var bytes = [UInt8]()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
    bytes += Array(header.utf8)
    for number in numbers {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }
    return try digits.folder.write(bytes, to: "bad.safetensors")
  }

  @Test func missing() throws {
    try refuse("/no/such/model", saying: "a model file", "found no such file", "; check the path")
  }

  @Test func folder() throws {
    try refuse(digits.folder.path, saying: "a model file", "found a folder", "; name a file")
  }

  @Test(arguments: [0, 5, 8, 100, 6000]) func truncated(length: Int) throws {
    try digits.model("m")
    let bytes = try digits.folder.bytes("m")
    let path = try digits.folder.write(Array(bytes.prefix(length)), to: "cut")
    try refuse(path, saying: "found", "; train or export the model again")
  }

  @Test func bytesBehindTheEnd() throws {
    try digits.model("m")
    let path = try digits.folder.write(try digits.folder.bytes("m") + [0], to: "long")
    try refuse(path, saying: "bytes of tensors", "found", "; train")
  }

  @Test func notSafetensors() throws {
    let images = digits.folder.file(SmallDigits.trainingImages)
    try refuse(images, saying: "a safetensors model file", "found", "; train")
    let text = try digits.folder.write(Array("weights: 1 2 3\nintercept: 4\n".utf8), to: "t.txt")
    try refuse(text, saying: "a safetensors model file", "found", "; train")
  }

  @Test func safetensorsOfAnotherKind() throws {
    let header = #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
    try refuse(try file(header, [1]), saying: "a model of kind", "found kind ''", "; train")
  }

  @Test func notANumber() throws {
    try digits.model("m")
    var bytes = try digits.folder.bytes("m")
    let nan = withUnsafeBytes(of: Double.nan.bitPattern.littleEndian) { Array($0) }
    bytes.replaceSubrange((bytes.count - 16)..<(bytes.count - 8), with: nan)
    let path = try digits.folder.write(bytes, to: "nan")
    try refuse(path, saying: "finite weights", "found nan as weight 782", "; train")
  }

  @Test func tensorsThatOverlap() throws {
    let header =
      #"{"intercepts":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
      + #""weights":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]}}"#
    try refuse(
      try file(header, [1, 2]), saying: "without gap or overlap", "found one from byte 0", "; train"
    )
  }

  @Test(arguments: ["[0,9223372036854775807]", "[-8,8]", "[16,8]", "[8]"])
  func offsetsOutsideTheFile(offsets: String) throws {
    let header = #"{"weights":{"dtype":"F64","shape":[1,2],"data_offsets":\#(offsets)}}"#
    try refuse(try file(header, [1, 2]), saying: "tensor weights", "found offsets", "; train")
  }

  @Test func inputsOfAnotherWidth() throws {
    let model = try digits.model()
    let elements = [UInt8](repeating: 7, count: 2 * 9)
    let images = try digits.folder.write(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3] + elements, to: "small-images")
    try CommandProcess.fail(
      ["predict", "--model", model, images],
      saying: ["\(images): expected inputs of 784 features", "found 9", "; use the data or"])
  }

  @Test func inputThatIsMissingOrNotImages() throws {
    let model = try digits.model()
    try CommandProcess.fail(
      ["predict", "--model", model, "/no/such/images"],
      saying: ["/no/such/images: expected a file", "found no such file", "; check"])
    let labels = digits.folder.file(SmallDigits.testLabels)
    try CommandProcess.fail(
      ["predict", "--model", model, labels],
      saying: ["\(labels): expected a table or images", "found 100", "; check"])
    try CommandProcess.fail(
      ["predict", "--model", model, model], code: 64,
      saying: ["\(model): expected a known extension or known first bytes", "; name the format"])
  }

  @Test func evaluationWithoutAnExampleOfTheModel() throws {
    let model = digits.folder.file("m")
    try CommandProcess.succeed(
      digits.training("--quiet", "--positive", "3", "--versus", "8", "--model", model))
    try digits.folder.write(
      [0, 0, 8, 1, 0, 0, 0, 100] + [UInt8](repeating: 1, count: 100), to: SmallDigits.testLabels)
    try CommandProcess.fail(
      ["evaluate", "--model", model, "--data", digits.folder.path],
      saying: ["expected examples of the classes 8 and 3", "found only the labels", "; use data"])
  }
}
