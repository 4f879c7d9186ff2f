/// How large an image is, in pixels.
public struct ImageSize: Equatable, Sendable, CustomStringConvertible {
  public let width: Int
  public let height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public var pixels: Int { width * height }

  public var description: String { "\(width) × \(height) pixels" }
}
