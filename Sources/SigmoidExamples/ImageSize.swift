/// How large an image is, in pixels.
package struct ImageSize: Equatable, Sendable, CustomStringConvertible {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  package var pixels: Int { width * height }

  package var description: String { "\(width) × \(height) pixels" }
}
