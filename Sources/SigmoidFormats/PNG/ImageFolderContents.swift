import SigmoidExamples
import SigmoidLinear
import SigmoidSystem
import Synchronization

/// What a folder of images holds; `ImageFolder` tells how.
struct ImageFolderContents: ~Copyable {
  let features: ByteMatrix
  let labels: Labels
  let size: ImageSize
  let paths: [String]

  func dataset() -> Dataset<ByteMatrix> { Dataset(features: features, labels: labels) }

  init(_ folder: String, _ preparation: ImagePreparation) throws(FileError) {
    let files = try Self.files(of: folder)
    let paths = files.flatMap { label in label.names.map { Folder.join(label.folder, $0) } }
    // The first decides the size: its own when all are taken as they are.
    let size = try Self.image(at: paths[0], preparation).size
    let preparation = preparation == .digit ? preparation : .raw(size)
    let matrix = ByteMatrix(
      features: size.pixels, examples: paths.count,
      buffer: try FileContents.allocate(size.pixels * paths.count, path: folder), startingAt: 0)
    let images = Mutex<ByteMatrix?>(matrix)
    WorkMeter.current?.begin("reading", folder, .images, total: paths.count)
    try ParallelFiles.forEach(paths.count) { number throws(FileError) in
      let image = try Self.image(at: paths[number], preparation)
      images.withLock { $0?.set(number, to: image) }
    }
    guard let features = images.withLock({ $0.take() }) else {
      fatalError("the images were taken before they were read")
    }
    let labels = Labels(files.flatMap { label in label.names.map { _ in label.name } })
    self.features = features
    self.labels = labels
    self.size = size
    self.paths = paths
  }

  /// The images of a folder in the order of its examples.
  static func paths(of folder: String) throws(FileError) -> [String] {
    try files(of: folder).flatMap { label in label.names.map { Folder.join(label.folder, $0) } }
  }

  /// One label's folder and the files in it.
  private struct LabelFiles {
    let name: String
    let folder: String
    let names: [String]
  }

  private static func files(of folder: String) throws(FileError) -> [LabelFiles] {
    let purpose = "a folder of folders, named by label, of PNG images"
    let names = try Folder.names(in: folder, purpose: purpose)
    guard !names.isEmpty else {
      throw FileError(
        path: folder, expected: purpose, found: "an empty folder",
        remedy: "put the images of each label into a folder of its name")
    }
    let labels = Labels(names)
    var files: [LabelFiles] = []
    // The labels' own order; names that it does not tell apart keep that of their code points.
    for name in names.indices.sorted(by: { (labels.codes[$0], $0) < (labels.codes[$1], $1) }) {
      let path = Folder.join(folder, names[name])
      guard Folder.problem(at: path) == nil else {
        throw FileError(
          path: path, expected: "a folder named by the label of the images in it",
          found: "a file", remedy: Self.remedy(forFile: names[name], in: folder))
      }
      let images = try Folder.names(in: path, purpose: "a folder of PNG images")
      guard !images.isEmpty else {
        throw FileError(
          path: path, expected: "at least one PNG image", found: "none",
          remedy: "put its images there, or remove the folder")
      }
      files.append(LabelFiles(name: names[name], folder: path, names: images))
    }
    return files
  }

  /// A folder with the files of a set such as MNIST is none of images.
  private static func remedy(forFile name: String, in folder: String) -> String {
    guard DataFormat(path: name) == .idx else {
      return "move it into the folder of its label, or remove it"
    }
    func training(_ what: String) -> String {
      let names = ["train-\(what)-ubyte", "train-\(what.replacing("-", with: "."))-ubyte"]
      let candidates = names.flatMap { ["\($0).gz", $0] }
      return Folder.firstFile(of: candidates, in: folder) ?? names[0]
    }
    return "this is an IDX file, as MNIST's are: name a file of images, such as "
      + "\(training("images-idx3")), and its file of labels, \(training("labels-idx1"))"
  }

  private static func image(
    at path: String, _ preparation: ImagePreparation
  ) throws(FileError) -> GreyImage {
    guard Folder.isRegularFile(path) else {
      throw FileError(
        path: path, expected: "a PNG image",
        found: Folder.problem(at: path) == nil ? "a folder" : "no regular file",
        remedy: "move or remove it")
    }
    return try preparation.image(at: path)
  }
}
