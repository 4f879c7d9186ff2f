import SigmoidExamples
import SigmoidSystem

extension DataFormat {
  /// Whether a file has a place for labels beside the features.
  package var holdsLabels: Bool { self != .npy && self != .idx }
}

/// The labels of a table that is written.
extension Examples {
  /// Refuses labels that the format has no place for, or lacks.
  func checkLabels(for target: ExampleTarget) throws(FileError) {
    let format = target.format
    if let labelsPath = target.labelsPath {
      guard !format.holdsLabels else {
        throw FileError(
          path: labelsPath, expected: "labels inside \(target.path), which is \(format.rawValue)",
          found: "a separate file", remedy: "leave out that file")
      }
      guard let labels else {
        throw FileError(
          path: labelsPath, expected: "labels to write", found: "none in \(source.path)",
          remedy: "leave out that file, or name the labels of the input")
      }
      guard labelsPath != target.path else {
        throw FileError(
          path: labelsPath, expected: "two files, of features and of labels", found: "one name",
          remedy: "name another file")
      }
      if try Self.labelFormat(of: target, at: labelsPath) == .idx {
        _ = try Self.bytes(labels, path: labelsPath)
      }
      try AtomicFile.checkWritable(labelsPath)
    } else if !format.holdsLabels, labels != nil {
      throw FileError(
        path: target.path,
        expected: "a second file for the labels, which \(format.rawValue) cannot hold",
        found: "none", remedy: "name it, or read the input without labels")
    }
    guard format != .png || labels != nil else {
      throw FileError(
        path: target.path, expected: "labels, which name the folders of the images",
        found: "none in \(source.path)",
        remedy: "name the labels of the input, or write another format")
    }
  }

  /// Writes the labels to their own file, if there is one.
  func writeLabels(to target: ExampleTarget) throws(FileError) {
    guard let labels, let path = target.labelsPath else { return }
    if try Self.labelFormat(of: target, at: path) == .idx {
      try IDXWriter.write(labels: Self.bytes(labels, path: path), to: path)
    } else {
      try NPYWriter.write(labels, to: path)
    }
  }

  private static func labelFormat(
    of target: ExampleTarget, at path: String
  ) throws(FileError) -> DataFormat {
    let format = DataFormat(path: path) ?? target.format
    guard format == .idx || format == .npy else {
      throw FileError(
        path: path, expected: "a file of labels, IDX or .npy",
        found: "a name of \(format.rawValue)",
        remedy: "use a name that ends in .npy or .idx")
    }
    return format
  }

  private static func bytes(_ labels: Labels, path: String) throws(FileError) -> [UInt8] {
    var values: [UInt8] = []
    for name in labels.names {
      guard let value = UInt8(name), "\(value)" == name else {
        throw FileError(
          path: path, expected: "labels that are whole numbers from 0 to 255, for IDX",
          found: "“\(name)”", remedy: "write the labels as .npy")
      }
      values.append(value)
    }
    return labels.codes.map { values[Int($0)] }
  }
}
