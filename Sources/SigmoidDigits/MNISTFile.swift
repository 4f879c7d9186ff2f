import SigmoidSystem

/// One of the four files of an MNIST-like set: its part in the set, its name, and what the
/// genuine one contains.
package struct MNISTFile: Sendable, Equatable {
  package enum Part: Sendable, CaseIterable {
    case trainingImages, trainingLabels, testImages, testLabels
  }

  package let part: Part
  /// The plain file's name, without `.gz`.
  package let name: String
  /// SHA-256 of the genuine file, uncompressed (a mirror may recompress it), in lower-case
  /// hexadecimal.
  package let sha256: String

  package init(_ part: Part, name: String, sha256: String) {
    self.part = part
    self.name = name
    self.sha256 = sha256
  }

  /// MNIST as LeCun, Cortes and Burges published it.
  package static let genuine: [MNISTFile] = [
    MNISTFile(
      .trainingImages, name: "train-images-idx3-ubyte",
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    MNISTFile(
      .trainingLabels, name: "train-labels-idx1-ubyte",
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    MNISTFile(
      .testImages, name: "t10k-images-idx3-ubyte",
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    MNISTFile(
      .testLabels, name: "t10k-labels-idx1-ubyte",
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
  ]

  /// The names it may lie under, best first: what a fetch writes comes before all others, so that
  /// a fetch also mends a folder that holds a damaged file under another name.
  var candidates: [String] {
    let dotted = name.replacing("-idx", with: ".idx")
    return ["\(name).gz", name, "\(dotted).gz", dotted]
  }

  func path(in folder: String) -> String? {
    Folder.firstFile(of: candidates, in: folder)
  }
}
