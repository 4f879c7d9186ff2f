import SigmoidExamples
import SigmoidModel
import SigmoidSystem

/// The names of features that a file of arrays, or of LIBSVM, does not have in its columns.
extension ReadRequest {
  /// The same with the names of `namesPath`, if it has one: one a line. The file is read once, as it may be
  /// a pipe.
  /// - Throws: `FileError`, also for a line that is empty, or a name that comes twice.
  func withNames() throws(FileError) -> ReadRequest {
    guard let namesPath, namesOfFile == nil else { return self }
    let text = try TextFile(
      path: namesPath, purpose: "a file of feature names", form: TextForm(.csv, encoding: nil))
    var lines = text.contents.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { $0.last == 0x0D ? $0.dropLast() : $0 }
    if lines.last?.isEmpty == true { lines.removeLast() }
    var names: [String] = []
    for (index, line) in lines.enumerated() {
      guard let name = FileText.string(Array(line)), !name.isEmpty else {
        throw FileError(
          path: namesPath, expected: "a name in UTF-8 in each line",
          found: line.isEmpty ? "an empty line \(index + 1)" : "other bytes in line \(index + 1)",
          remedy: "write one name a line, as many as there are features")
      }
      names.append(name)
    }
    try Self.checkDifferent(names, namesPath)
    var request = self
    request.namesOfFile = names
    return request
  }

  /// The names of features, where there are any, which have to be as many.
  /// - Parameter own: those in the file of the features.
  @discardableResult
  func names(of features: Int, own: [String]? = nil) throws(FileError) -> [String]? {
    guard let names = namesOfFile ?? own else { return nil }
    let place = namesOfFile == nil ? path : namesPath ?? path
    guard names.count == features else {
      throw FileError(
        path: place, expected: "\(features) names, one for each feature of \(path)",
        found: "\(names.count)", remedy: "name each feature once")
    }
    if namesOfFile == nil { try Self.checkDifferent(names, place) }
    // Of a model that is applied: its features come in this order.
    try inputs?.check(names: names, of: place, orElse: "leave the names out")
    return names
  }

  private static func checkDifferent(_ names: [String], _ path: String) throws(FileError) {
    var known: Set<String> = []
    guard let twice = names.first(where: { !known.insert($0).inserted }) else { return }
    throw FileError(
      path: path, expected: "names that differ", found: "'\(twice)' twice",
      remedy: "give each feature a name of its own")
  }
}
