import SigmoidSystem

/// What an address among `$MNIST_MIRRORS` must not have: programs read it differently, so that it
/// may lead elsewhere than where it seems to, or say more than its owner wants said.
enum MirrorAddress {
  /// - Throws: `FileError` for the first that is refused. It does not show the address, which may
  ///   hold a password or command a terminal.
  static func check(_ addresses: [String]) throws(FileError) {
    for (position, address) in addresses.enumerated() {
      guard let found = refused(in: address) else { continue }
      throw FileError(
        path: "MNIST_MIRRORS",
        expected: "comma-separated addresses such as https://example.org/mnist/",
        found: "\(found) in address \(position + 1) of \(addresses.count)",
        remedy: "correct it, or unset the variable for the public mirrors")
    }
  }

  private static func refused(in address: String) -> String? {
    for scalar in address.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        return "a control character (U+\(hexadecimal(scalar)))"
      case .spaceSeparator: return "a space"
      default: if scalar == "\\" { return "a backslash" }
      }
    }
    return authority(of: address).contains("@") ? "a user's name before '@'" : nil
  }

  /// From the scheme to the path: the host, and whatever else stands there.
  private static func authority(of address: String) -> Substring {
    let scheme = address.firstRange(of: "://")
    let rest = scheme.map { address[$0.upperBound...] } ?? address[...]
    return rest.prefix { !"/?#".contains($0) }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    paddedDigits(scalar.value, radix: 16, uppercase: true, width: 4)
  }
}
