import SigmoidSystem

/// The element type that a header names, or why it is none that can be read.
extension NPYHeader {
  /// - Throws: `FileError` for objects, records, complex numbers, dates and other sizes of number.
  func elementType(path: String) throws(FileError) -> NPYElementType {
    if case .string(let text) = descr, let type = NPYElementType(text) { return type }
    let (found, remedy) = unreadable
    throw FileError(
      path: path, expected: "booleans, integers, floats or strings", found: found, remedy: remedy)
  }

  /// `<f4`, as the file has it, for lists of what an archive holds.
  var typeText: String {
    guard case .string(let text) = descr else { return "records" }
    return text
  }

  private var unreadable: (found: String, remedy: String) {
    guard case .string(let text) = descr else {
      return ("records of several fields", "save one field, or a plain array of all of them")
    }
    let shown = "type '\(text.prefix(20))'"
    return switch text.drop(while: "<>|=".contains).first {
    case "O":
      (
        "Python objects (\(shown))",
        "save without objects: as numbers, or as text with .astype(str)"
      )
    case "V": ("raw records (\(shown))", "save a plain array of numbers")
    case "c": ("complex numbers (\(shown))", "save real and imaginary parts as features")
    case "M", "m": ("dates or times (\(shown))", "save them as numbers, with .astype('int64')")
    case "f": ("\(shown)", "save with .astype('float32') or .astype('float64')")
    default: ("\(shown)", "save as a plain array of numbers or strings")
    }
  }
}
