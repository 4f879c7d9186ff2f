/// The field Host of a request (RFC 9110, section 7.2), taken apart.
struct HostField: Equatable {
  /// A name or an address; one of IPv6 without its brackets.
  let name: String
  /// nil where none is given.
  let port: UInt16?

  /// - Returns: nil unless `field` is a name, an address of IPv4, or one of IPv6 in brackets, alone
  ///   or with a colon and the number of a port.
  init?(_ field: String) {
    // Nothing but what is printed, so that characters are bytes from here on.
    guard field.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else { return nil }
    let rest: Substring
    if field.hasPrefix("[") {
      guard let end = field.firstIndex(of: "]") else { return nil }
      name = String(field[field.index(after: field.startIndex)..<end])
      rest = field[field.index(after: end)...]
      guard LoopbackName.isIPv6(name) else { return nil }
    } else {
      let prefix = field.prefix { $0 != ":" }
      name = String(prefix)
      rest = field[prefix.endIndex...]
      // Of the characters that RFC 3986 allows those that hosts have: no user's name, no escapes.
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) })
      else { return nil }
    }
    guard !rest.isEmpty else {
      port = nil
      return
    }
    let digits = rest.dropFirst()
    // UInt16 alone would take a sign.
    guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let number = UInt16(digits) else {
      return nil
    }
    port = number
  }
}
