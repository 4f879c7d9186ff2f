import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A set of images as a folder: DIR/label/image.png, the folders' names being the labels.
///
/// Examples come in the order of the labels, as numbers when all of them are, and within a label
/// in the order of the file names' code points. Whatever is hidden (begins with a dot) is ignored;
/// all else has to be a PNG image, by its content.
package struct ImageFolder: Sendable {
  /// pixels × examples, with the scale that takes a byte to 0…1.
  package let dataset: Dataset<ByteMatrix>
  /// Of every example.
  package let size: ImageSize
  /// Where each example came from.
  package let paths: [String]

  /// Reads all images, on all cores; beside the result, memory for one image a core.
  /// - Throws: `FileError` that names the first file, in the order of the examples, that cannot be
  ///   read or, `raw`, has another size than the first; or the folder that holds no examples.
  package init(
    _ folder: String, preparation: ImagePreparation = .digit
  ) throws(FileError) {
    let contents = try ImageFolderContents(folder, preparation)
    size = contents.size
    paths = contents.paths
    dataset = contents.dataset()
  }
}
