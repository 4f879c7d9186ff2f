/// How large an image is, in pixels.
public struct ImageSize: Equatable, Sendable, CustomStringConvertible {
  /// Pixels of a row.
  public let width: Int
  /// Rows of pixels.
  public let height: Int

  /// - Parameters: in pixels; they are not checked.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// width · height: the features of an image.
  public var pixels: Int { width * height }

  /// Whether that many features are one image; no product of two numbers from outside overflows here.
  func isOf(_ features: Int) -> Bool {
    let product = width.multipliedReportingOverflow(by: height)
    return !product.overflow && product.partialValue == features
  }

  public var description: String { "\(width) × \(height) pixels" }
}
