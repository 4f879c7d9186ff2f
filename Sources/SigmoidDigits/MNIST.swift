import SigmoidExamples
import SigmoidLinear

/// The MNIST digits, or another set of the same form (Fashion-MNIST, a smaller set): grey images
/// of 28 × 28 pixels, one byte a pixel, labelled 0…9.
///
/// Loading checks the form of every file, not that it is the genuine one: that is what `verify`
/// is for, and what a fetch does before it keeps anything.
public struct MNIST: Sendable {
  /// Pixels of one image.
  public static let features = side * side
  /// Pixels of an image's edge.
  public static let side = 28

  /// features × examples: 784 × 60000 in the genuine set.
  public let training: Dataset<ByteMatrix>
  /// 784 × 10000 in the genuine set.
  public let test: Dataset<ByteMatrix>
  /// The folder that it came from, and what named the folder.
  public let source: Source

  /// A set from two halves as they are: neither their shapes nor their labels are checked.
  package init(training: Dataset<ByteMatrix>, test: Dataset<ByteMatrix>, source: Source) {
    self.training = training
    self.test = test
    self.source = source
  }

  /// Where a set came from, with its folder.
  public enum Source: Sendable, Equatable, CustomStringConvertible {
    /// A folder that the caller named.
    case folder(String)
    /// The folder that `$MNIST_DIR` names.
    case environment(String)
    /// The cache, filled by an earlier fetch.
    case cache(String)
    /// Fetched just now into the cache.
    case fetched(String)

    /// The path of the folder, however it was found.
    public var folder: String {
      switch self {
      case .folder(let path), .environment(let path), .cache(let path), .fetched(let path): path
      }
    }

    public var description: String {
      switch self {
      case .folder(let path): path
      case .environment(let path): "\(path) ($MNIST_DIR)"
      case .cache(let path): "\(path) (cache)"
      case .fetched(let path): "\(path) (fetched)"
      }
    }
  }
}
