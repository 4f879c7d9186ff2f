import SigmoidExamples
import SigmoidModel

/// The diagnostics of a fit with what its rows are called.
struct FitDiagnostics {
  let diagnostics: Diagnostics
  /// Why there is no test in its place.
  let fitTest: Result<HosmerLemeshow, HosmerLemeshowError>
  /// The column that names the rows; else they are counted from 0.
  let idName: String
  private let rows: ExampleRows?
  private let labels: Labels

  /// - Parameter groups: of the test of fit.
  /// - Throws: `InferenceError` for a fit that says nothing.
  init(_ fit: LogisticFit, _ examples: Examples, groups: Int) throws {
    let found = try fit.diagnostics()
    diagnostics = found
    fitTest = Result { () throws(HosmerLemeshowError) in try found.hosmerLemeshow(groups: groups) }
    rows = examples.rows
    idName = rows?.names == nil ? "index" : examples.inputs.idName ?? "id"
    labels = try examples.requiredLabels()
  }

  /// What the row of an example is called.
  func name(_ example: Diagnostics.Example) -> String {
    rows?.names?[example.position]
      ?? "\(rows?.places[example.position] ?? example.position)"
  }

  /// As the file has it.
  func label(_ example: Diagnostics.Example) -> String {
    labels.names[Int(labels.codes[example.position])]
  }

  private static let mostInfluential = 5

  /// Those of the greatest Cook's distances.
  var influential: [Diagnostics.Example] {
    diagnostics.examples.mostInfluential(Self.mostInfluential)
  }
}
