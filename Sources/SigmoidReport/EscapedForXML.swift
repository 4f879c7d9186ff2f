/// Text as XML and HTML hold it, between tags and inside quoted attributes (XML 1.0, sections 2.2
/// and 2.4): the five characters that mean something there become references, and what XML cannot
/// hold at all (control codes, U+FFFE, U+FFFF) becomes U+FFFD.
///
/// Whatever comes from outside (labels, names of files and features) passes through this.
package func escapedForXML(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    // A parser would turn them into spaces inside an attribute.
    case "\t", "\n", "\r": result += "&#\(scalar.value);"
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
