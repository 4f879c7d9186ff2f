/// A name as an identifier of C: ASCII letters, digits and single underscores, a letter first.
func identifierOfC(_ name: String) -> String {
  let joined = words(of: name).joined(separator: "_")
  guard let first = joined.unicodeScalars.first else { return "model" }
  return isDigit(first) ? "model_" + joined : joined
}

/// A name as a type of Swift: `mnist-zero` is `MnistZeroModel`, which is no keyword and no type of
/// the standard library.
func typeNameOfSwift(_ name: String) -> String {
  let joined = words(of: name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  let suffixed = joined.hasSuffix("Model") ? joined : joined + "Model"
  return suffixed.unicodeScalars.first.map(isDigit) ?? false ? "The" + suffixed : suffixed
}

/// The runs of ASCII letters and digits.
private func words(of name: String) -> [String] {
  name.unicodeScalars.split {
    !(isDigit($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0))
  }.map { String($0) }
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
