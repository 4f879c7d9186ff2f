extension String {
  /// What follows `prefix`; nil where it does not begin so.
  ///
  /// By bytes: a key from a file may go on with a combining mark, which as a character would belong
  /// to the prefix's last.
  package func rest(after prefix: String) -> String? {
    guard utf8.starts(with: prefix.utf8) else { return nil }
    return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}

extension [String: String] {
  /// The entries whose keys begin with `prefix`, by what follows it.
  package func entries(after prefix: String) -> [String: String] {
    var found: [String: String] = [:]
    for (key, value) in self {
      if let rest = key.rest(after: prefix) { found[rest] = value }
    }
    return found
  }
}
