import SigmoidLinear
import SigmoidSystem

/// Loading the four files of a folder, all at once.
extension MNIST {
  /// Loads a set from a folder with the four files, each gzipped or not.
  ///
  /// - Throws: `FileError` that names the first file, in the order of `MNISTFile.genuine`, that
  ///   is missing, malformed, or does not fit its partner.
  public init(folder: String) throws(FileError) {
    try self.init(source: .folder(folder))
  }

  init(source: Source, files: [MNISTFile] = MNISTFile.genuine) throws(FileError) {
    let paths = try MNISTPaths(folder: source.folder, files: files)
    let training = MNISTHalf(images: paths.trainingImages, labels: paths.trainingLabels)
    let test = MNISTHalf(images: paths.testImages, labels: paths.testLabels)
    // Largest first: the training images take longer than all the rest.
    let work = [training.readImages, test.readImages, training.readLabels, test.readLabels]
    concurrently(work.count) { work[$0]() }
    self.training = try training.dataset()
    self.test = try test.dataset()
    self.source = source
  }
}

/// Where the four files of a set lie: found, not yet read.
struct MNISTPaths {
  let trainingImages: String
  let trainingLabels: String
  let testImages: String
  let testLabels: String

  init(folder: String, files: [MNISTFile] = MNISTFile.genuine) throws(FileError) {
    if let problem = Folder.problem(at: folder) {
      throw FileError(
        path: folder, expected: "a folder with the four MNIST files", found: problem,
        remedy: "check its name")
    }
    func path(_ part: MNISTFile.Part) throws(FileError) -> String {
      let names = files.filter { $0.part == part }
      if let path = names.lazy.compactMap({ $0.path(in: folder) }).first { return path }
      let name = names.first?.name ?? "a file of \(part)"
      throw FileError(
        path: folder, expected: "\(name) or \(name).gz", found: "neither",
        remedy: "put all four MNIST files there, or name another folder")
    }
    trainingImages = try path(.trainingImages)
    trainingLabels = try path(.trainingLabels)
    testImages = try path(.testImages)
    testLabels = try path(.testLabels)
  }
}
