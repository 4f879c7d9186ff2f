import ArgumentParser
import SigmoidModel
import SigmoidSystem

/// What training says of its examples one by one.
extension Train {
  /// Refuses wrong usage.
  func checkDiagnostics() throws {
    guard let option = diagnosing.askedOption else { return }
    if task.isMulticlass {
      throw ValidationError(
        "\(option): expected a question of two classes, found \(task.multiclassOption); name one class "
          + "with --positive")
    }
    if asking.weightKind == .sampling {
      throw ValidationError(
        "\(option): expected weights that count rows, found --weight-kind sampling, with which residuals, "
          + "leverages and tests of fit are others; leave one of them out")
    }
    if distributed.distributed {
      throw ValidationError(
        "\(option) and --distributed exclude each other, as no process has all examples; leave one out"
      )
    }
    if file.shards != nil {
      throw ValidationError(
        "\(option) and --shards exclude each other, as rows are counted in one file; join the files"
      )
    }
  }

  /// What there is to say, or why there is nothing.
  /// - Parameter option: which asks for it.
  func diagnose(
    _ fit: LogisticFit, _ loaded: LoadedExamples, as option: String
  ) -> Result<FitDiagnostics, any Error> {
    Result {
      do {
        return try FitDiagnostics(fit, loaded.training, groups: diagnosing.fitGroups ?? 10)
      } catch let error as InferenceError {
        throw RunFailure(description: error.description(of: option))
      }
    }
  }

  /// Writes the file of residuals, where one was asked for.
  func write(residualsOf found: FitDiagnostics, _ loaded: LoadedExamples) throws {
    guard let residuals = diagnosing.residuals else { return }
    let csv = ResidualsCSV(found, hasWeights: loaded.training.caseWeights != nil)
    try AtomicFile.write(csv.bytes, to: residuals)
  }

  /// For JSON; nil where it was not asked for.
  func shown(_ found: FitDiagnostics?) -> ShownDiagnostics? {
    guard diagnosing.diagnostics, let found else { return nil }
    return ShownDiagnostics(found, level: asking.level ?? 0.95)
  }

  /// For a person; nil where it was not asked for.
  func text(of found: FitDiagnostics?, _ model: LogisticModel) -> String? {
    guard diagnosing.diagnostics, let found else { return nil }
    return DiagnosticsText(found, model, level: asking.level ?? 0.95).text
  }
}
