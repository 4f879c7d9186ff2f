#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The names and addresses by which a machine calls itself.
package enum LoopbackName {
  /// Whether `host` is `localhost`, in capitals or not, with a dot at its end or without; an
  /// address of 127.0.0.0/8; or, without brackets, ::1 in any spelling, or one of the former written
  /// as an address of IPv6.
  package static func contains(_ host: String) -> Bool {
    if let address = address(host, family: AF_INET, bytes: 4) { return address[0] == 127 }
    if let address = address(host, family: AF_INET6, bytes: 16) {
      let isMapped = address[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]
      return isMapped ? address[12] == 127 : address == Array(repeating: 0, count: 15) + [1]
    }
    let name = host.lowercased()
    return name == "localhost" || name == "localhost."
  }

  /// Whether `text` is an address of IPv6, without brackets and without a zone.
  static func isIPv6(_ text: String) -> Bool {
    address(text, family: AF_INET6, bytes: 16) != nil
  }

  private static func address(_ text: String, family: Int32, bytes: Int) -> [UInt8]? {
    // C would read no further than a zero, and take the beginning for the whole.
    guard !text.utf8.contains(0) else { return nil }
    var address = [UInt8](repeating: 0, count: bytes)
    return inet_pton(family, text, &address) == 1 ? address : nil
  }
}
