import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidSystem
import Synchronization

/// One half of a set, training or test, while its two files are read on different threads.
final class MNISTHalf: Sendable {
  private let imagesPath: String
  private let labelsPath: String
  private let images = Mutex<Result<ByteMatrix, FileError>?>(nil)
  private let labels = Mutex<Result<Labels, FileError>?>(nil)

  init(images: String, labels: String) {
    imagesPath = images
    labelsPath = labels
  }

  func readImages() {
    images.withLock { slot in
      do throws(FileError) {
        slot = .success(try Self.images(at: imagesPath))
      } catch {
        slot = .failure(error)
      }
    }
  }

  func readLabels() {
    let result = Result { () throws(FileError) in try Self.labels(at: labelsPath) }
    labels.withLock { $0 = result }
  }

  /// What was read, once; both `read` functions have returned.
  func dataset() throws(FileError) -> Dataset<ByteMatrix> {
    guard let images = images.withLock({ $0.take() }), let labels = labels.withLock({ $0 })
    else { fatalError("a data set asked for before its files were read") }
    let features = try images.get()
    let codes = try labels.get()
    guard features.examples == codes.count else {
      throw FileError(
        path: labelsPath,
        expected: "\(features.examples) labels, as many as there are images in \(imagesPath)",
        found: "\(codes.count)", remedy: "use two files of the same data set")
    }
    return Dataset(features: features, labels: codes)
  }

  private static func images(at path: String) throws(FileError) -> ByteMatrix {
    let array = try IDXArray(contentsOf: path)
    let side = MNIST.side
    guard array.elementType == .uint8, array.dimensions.dropFirst() == [side, side] else {
      throw FileError(
        path: path, expected: "images of \(side) × \(side) unsigned bytes",
        found: array.shapeText, remedy: "put the image file of an MNIST-like set there")
    }
    guard array.dimensions[0] > 0 else {
      throw FileError(
        path: path, expected: "at least one image", found: "none",
        remedy: "put the image file of an MNIST-like set there")
    }
    return try array.byteMatrix()
  }

  private static func labels(at path: String) throws(FileError) -> Labels {
    let values = try IDXArray(contentsOf: path).integers()
    if let position = values.firstIndex(where: { !(0...9).contains($0) }) {
      throw FileError(
        path: path, expected: "labels from 0 to 9",
        found: "\(values[position]) for example \(position), counted from 0",
        remedy: "put the label file of an MNIST-like set there")
    }
    return Labels(values)
  }
}
