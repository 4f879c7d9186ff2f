import SigmoidExamples
import SigmoidModel
import SigmoidSystem

extension Examples {
  /// Reads a file of examples in any format, plain or compressed.
  /// - Parameters:
  ///   - label: the column of the labels in a table, by its name, or the array of the labels in npz. nil
  ///     for the column `label`, `class`, `target`, `y`, `outcome` or `response`.
  ///   - treatment: how the columns of a table become features, where it overrules what they tell.
  ///   - format: nil for what the extension says, or else the first bytes.
  /// - Throws: `FileError`.
  public init(
    contentsOf path: String, label: String? = nil,
    treatment: ColumnTreatment = ColumnTreatment(), format: DataFormat? = nil
  ) throws(FileError) {
    var request = try Self.request(path, format)
    request.csv.treatment = treatment
    if let label {
      request.csv.labels = .named(label)
      request.labelArray = label
    }
    self = try request.read()
  }

  /// Reads a file as a model takes it: the columns of a table by the names of the training, words and
  /// missing cells as they were read there, whole numbers on its scale.
  /// - Parameter format: nil for what the extension says, or else the first bytes.
  /// - Throws: `FileError`.
  public init(
    contentsOf path: String, for model: LogisticModel, format: DataFormat? = nil
  ) throws(FileError) {
    var request = try Self.request(path, format)
    request.inputs = model.inputs
    request.rawScale = model.inputScale
    request.featureCount = model.features
    request.csv.mayLackLabels = true
    self = try request.read()
  }

  private static func request(
    _ path: String, _ format: DataFormat?
  ) throws(FileError) -> ReadRequest {
    var known = format ?? DataFormat(path: path)
    if known == nil { known = try DataFormat(beginningOf: path) }
    guard let known else {
      throw FileError(
        path: path, expected: "a known extension or known first bytes", found: "neither",
        remedy: "say the format: "
          + DataFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return ReadRequest(path: path, format: known)
  }
}
