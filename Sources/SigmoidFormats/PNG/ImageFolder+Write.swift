import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

extension ImageFolder {
  /// Writes the examples as DIR/label/00001.png …, numbered through by their place in `dataset`.
  /// Read back as `raw`, they are the same bytes in the order of the labels.
  ///
  /// - Precondition: the pixels of `size` are the features.
  /// - Throws: `FileError` when a label cannot be the name of a folder, `folder` holds something
  ///   already, or a file cannot be written; files that were written before stay.
  package static func write(
    _ dataset: Dataset<ByteMatrix>, size: ImageSize, to folder: String
  ) throws(FileError) {
    try write(dataset.features, labels: dataset.labels, size: size, to: folder)
  }

  /// The same for features and labels that nothing owns together.
  ///
  /// Each file appears whole; the disk is waited for once, behind the last.
  package static func write(
    _ features: ByteMatrix, labels: Labels, size: ImageSize, to folder: String
  ) throws(FileError) {
    require(
      size.pixels == features.features && labels.count == features.examples,
      "images of \(size) and \(labels.count) labels for \(features.features) features of "
        + "\(features.examples) examples")
    try PNGImage.check(size, path: folder)
    for name in labels.names { try check(label: name, folder: folder) }
    try Folder.create(folder)
    guard try Folder.names(in: folder, purpose: "a folder to write to").isEmpty else {
      throw FileError(
        path: folder, expected: "a new folder, or an empty one", found: "one that is not empty",
        remedy: "name another folder, or empty it")
    }
    let folders = labels.names.map { Folder.join(folder, $0) }
    for (path, count) in zip(folders, labels.counts) where count > 0 {
      // Some disks do not tell capitals, or ways to write an accent, apart.
      guard Folder.problem(at: path) != nil else {
        throw FileError(
          path: path, expected: "a folder for each label",
          found: "one name, on this disk, for two labels", remedy: "rename one of them")
      }
      try Folder.create(path)
    }
    let digits = max(5, String(labels.count).count)
    WorkMeter.current?.begin("writing", folder, .images, total: labels.count)
    try ParallelFiles.forEach(labels.count) { example throws(FileError) in
      let name = paddedDigits(example + 1, width: digits) + ".png"
      try PNGImage.write(
        GreyImage(example: example, of: features, size: size),
        to: Folder.join(folders[Int(labels.codes[example])], name), isSynced: false)
    }
    WorkMeter.current?.begin("waiting for the disk", nil, .images, total: nil)
    try AtomicFile.sync(folder)
  }

  private static func check(label: String, folder: String) throws(FileError) {
    let bytes = label.utf8
    guard
      bytes.isEmpty || bytes.first == UInt8(ascii: ".") || bytes.count > 255
        || bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
    else { return }
    throw FileError(
      path: folder,
      expected: "labels that can name a folder: no slash, no leading dot, "
        + "1 to 255 bytes",
      found: "the label “\(label)”", remedy: "rename it")
  }
}
