import SigmoidFormats
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension GreyImage {
  /// An `img` element that holds the picture itself, as PNG (RFC 2397).
  /// - Parameter text: what is to be seen, for those who do not see it; not escaped yet.
  func markup(_ text: String) throws(FileError) -> String {
    let file = Data(try PNGImage.encode(self)).base64EncodedString()
    return "<img class=\"pixels\" alt=\"\(escapedForXML(text))\" width=\"\(width)\" "
      + "height=\"\(height)\" src=\"data:image/png;base64,\(file)\">"
  }
}
