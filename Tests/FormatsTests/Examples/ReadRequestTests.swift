@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

/// Files of examples: what each format becomes.
@Suite struct ExampleFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ text: String, _ name: String) throws -> String {
    try folder.write(Array(text.utf8), to: name)
  }

  @Test(arguments: [
    ("a.npy", DataFormat.npy), ("a.npy.gz", .npy), ("A.CSV", .csv),
    ("x/t10k-images-idx3-ubyte", .idx),
    ("t10k-images-idx3-ubyte.gz", .idx), ("a.tab", .tsv), ("a.svm", .libsvm), ("a.npz", .npz),
    ("seven.png", .png),
  ])
  func namesTellFormats(name: String, format: DataFormat) {
    #expect(DataFormat(path: name) == format)
  }

  @Test func whatTellsNoFormat() {
    #expect(DataFormat(path: "a.txt") == nil && DataFormat(path: "-") == nil)
    #expect(DataFormat(path: "") == nil && DataFormat(path: "csv") == nil)
    #expect(DataFormat(path: folder.path) == .png)
  }

  @Test func bytesAreScaledButNotOfText() throws {
    let path = try text("label,a,b\n1,0,255\n0,3,4\n", "t.csv")
    var file = ReadRequest(path: path, format: .csv)
    let table = try file.read()
    #expect(table.features.scale == 1 && table.featureNames == ["a", "b"])
    #expect(table.labels?.names == ["0", "1"])
    file.rawScale = 0.5
    #expect(try file.read().features.scale == 0.5)
    file.scale = 0.25
    #expect(try file.read().features.scale == 0.25)

    let array = folder.file("x.npy")
    try NPYWriter.write(ByteMatrix(features: 2, examples: 3), to: array)
    var bytes = ReadRequest(path: array, format: .npy)
    #expect(try bytes.read().features.scale == ByteMatrix.unitScale)
    bytes.rawScale = 0.5
    #expect(try bytes.read().features.scale == 0.5)
  }

  @Test func floatsOfAnArrayAreValues() throws {
    let path = folder.file("x.npy")
    try NPYWriter.write(numbers: [1, 2, 3, 4], shape: [2, 2], to: path)
    var file = ReadRequest(path: path, format: .npy)
    file.rawScale = 0.5
    #expect(try file.read().features.scale == 1)
    var archive = NPZWriter()
    archive.add(numbers: [1, 2, 3, 4], shape: [2, 2], named: "x")
    try archive.add(Labels([1, 0]), named: "y")
    try archive.write(to: folder.file("x.npz"))
    file = ReadRequest(path: folder.file("x.npz"), format: .npz)
    file.rawScale = 0.5
    #expect(try file.read().features.scale == 1)
    var whole = NPZWriter()
    whole.add(integers: [1, 2, 3, 4], shape: [2, 2], named: "x")
    try whole.write(to: folder.file("w.npz"))
    file = ReadRequest(path: folder.file("w.npz"), format: .npz)
    file.hasLabels = false
    file.rawScale = 0.5
    #expect(try file.read().features.scale == 0.5)
  }

  @Test func labelsFromAnotherFile() throws {
    let path = try text("1,2\n3,4\n", "t.csv")
    let labels = folder.file("y.npy")
    try NPYWriter.write(Labels(["b", "a"]), to: labels)
    var file = ReadRequest(path: path, format: .csv)
    file.labelsPath = labels
    let table = try file.read()
    #expect(table.features.features == 2)
    #expect(try table.requiredLabels() == Labels(["b", "a"]))

    try NPYWriter.write(Labels([1, 2, 3]), to: labels)
    let error = #expect(throws: FileError.self) { _ = try file.read() }
    #expect(error?.path == labels && error?.found == "3")
    #expect(error?.expected.contains("2 labels") == true)
    file.labelsPath = try text("1\n2\n", "y.csv")
    #expect(throws: FileError.self) { _ = try file.read() }
  }

  @Test func withoutLabelsNothingIsTrainedOn() throws {
    var file = ReadRequest(path: try text("1,2\n3,4\n", "t.csv"), format: .csv)
    file.hasLabels = false
    let table = try file.read()
    #expect(table.labels == nil && table.features.features == 2)
    let error = #expect(throws: FileError.self) { _ = try file.read().requiredLabels() }
    #expect(error?.expected == "a label for each example")
  }

  @Test func sparseBecomesDense() throws {
    var file = ReadRequest(path: try text("1 2:255\n0 1:3 3:1\n", "t.libsvm"), format: .libsvm)
    guard let sparse = try file.read().features as? SparseMatrix else {
      Issue.record("not sparse")
      return
    }
    #expect(sparse.features == 3)
    file.isDense = true
    file.featureCount = 4
    file.scale = 0.5
    guard let bytes = try file.read().features as? ByteMatrix else {
      Issue.record("not bytes")
      return
    }
    #expect(bytes.scale == 0.5 && bytes.features == 4)
    #expect(
      GreyImage(example: 1, of: bytes, size: ImageSize(width: 4, height: 1)).pixels
        == [3, 0, 1, 0])
    file.path = try text("1 2:255.5\n0 1:3 3:1\n", "f.libsvm")
    guard let floats = try file.read().features as? Matrix<Float> else {
      Issue.record("not floats")
      return
    }
    #expect(
      floats.elements == [0, 255.5, 0, 0, 3, 0, 1, 0] && floats.scale == 0.5)
  }

  @Test func imagesHaveASize() throws {
    let path = folder.file("x.idx")
    try IDXWriter.write(
      images: ByteMatrix(features: 6, examples: 2), shape: [2, 3], to: path)
    let size = try ReadRequest(path: path, format: .idx).read().imageSize
    #expect(size == ImageSize(width: 3, height: 2))
  }
}
