import ArgumentParser

/// What is said of a fit's examples one by one, and of its features together.
struct DiagnosticsOptionGroup: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Print average marginal effects, inflation of variance, condition numbers, a test of fit and the "
        + "most influential rows.",
      discussion: """
        For a question of two classes, after a fit that has converged. They are not saved with the model.
        """))
  var diagnostics = false

  @Option(
    help: ArgumentHelp(
      "Save a row for each fitted example to this CSV file: residuals, leverage and Cook's distance.",
      discussion: """
        The first column is that of --id; without it, index: how many rows with data come before this one \
        in the file, as predict counts. Rows that were left out are not there; a row of grouped data is \
        there once for its events and once for the others. probability is that of the positive label. \
        With --weight, numbers are those of all copies of a row, as in R's glm. Cells without a value are \
        empty: standardized residuals and Cook's distance of a row with a leverage of 1, which a \
        coefficient is for alone, and all of them with --l2. A file that is there, an earlier one too, \
        is replaced with --force alone.
        """, valueName: "file"), completion: .file())
  var residuals: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The groups of the Hosmer-Lemeshow test, by quantiles of the probability (default: 10).",
      valueName: "n"))
  var fitGroups: Int?

  /// What was asked for, as a person calls it; nil where nothing was.
  var askedOption: String? {
    diagnostics ? "--diagnostics" : residuals == nil ? nil : "--residuals"
  }

  func validate() throws {
    guard let fitGroups else { return }
    guard diagnostics else {
      throw ValidationError("--fit-groups: expected --diagnostics too; add it, or leave this out")
    }
    guard (3...10_000).contains(fitGroups) else {
      throw ValidationError("--fit-groups: expected 3 to 10000, found \(fitGroups)")
    }
  }
}
