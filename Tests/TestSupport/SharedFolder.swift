import Foundation

/// A folder of inputs and independent results that lies outside the package.
package enum SharedFolder: String, Sendable {
  /// Small inputs, one folder each, with the command lines that they are about.
  case cases
  /// Tables as R's `write.csv` writes them, and what R's `glm` says of them.
  case tables
  /// Values that were computed in float64, and the sets that they are of.
  case reference

  /// The environment variable that names the folder.
  package var variable: String { rawValue.uppercased() + "_DIR" }

  /// Where the folder is: the one that the variable names, or else `../shared` beside the checkout;
  /// nil where there is neither.
  package var path: String? {
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
    let beside = Self.checkout.deletingLastPathComponent()
      .appendingPathComponent("shared/\(rawValue)").path
    return FileManager.default.fileExists(atPath: beside) ? beside : nil
  }

  package var whatIsMissing: String {
    "needs \(variable), or the folder ../shared/\(rawValue) beside the checkout"
  }

  /// Reads a file of the folder.
  /// - Throws: the file system's error, with the path that was tried.
  package func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(path ?? rawValue)/\(name)"))
  }

  private static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
