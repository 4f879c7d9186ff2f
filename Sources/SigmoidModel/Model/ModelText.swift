import SigmoidExamples
import SigmoidSystem

/// Parts of a model as JSON text, which every format that can be read back has somewhere.
extension ModelClass {
  /// A list of `{"name": text, "labels": [text, …]}`, where labels that are null or not there stand for
  /// every other label; further keys are passed over.
  package static func list(_ scanner: inout JSONScanner) throws(FileError) -> [ModelClass] {
    var classes: [ModelClass] = []
    try scanner.array { (scanner) throws(FileError) in
      var name: String?
      var labels: [String]?
      try scanner.object(most: 100) { (key, scanner) throws(FileError) in
        switch key {
        case "name": name = try scanner.string()
        case "labels" where try scanner.null(): labels = nil
        case "labels": labels = try scanner.strings()
        default: try scanner.skip()
        }
      }
      guard let name else { throw scanner.refused(expected: "a class with a name") }
      classes.append(ModelClass(name: name, labels: labels))
    }
    return classes
  }
}
