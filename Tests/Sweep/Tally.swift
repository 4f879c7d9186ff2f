import Foundation

/// What a sweep has found so far.
struct Tally: Sendable {
  /// Of one method.
  struct Row: Sendable {
    var fits = 0
    var converged = 0
    /// Converged or not: without a minimum, with one that doubles cannot be at, and all others.
    var separated = 0
    var outOfReach = 0
    var solvable = 0
    var solved = 0
    /// Separated, with a minimum that the penalty alone makes.
    var penalised = 0
    var penalisedSolved = 0
    var noModel = 0
    var unsure = 0
    var falseClaims = 0
    var failures = 0
    var worstGap: Wide = 0
    var worstGapIndex = 0
    var worstRatio: Wide = 0
    var worstRatioIndex = 0
    var seconds = 0.0
  }

  var problems = 0
  var unsureProblems = 0
  var rows: [Fit.Method: Row] = [:]
  var oracleSeconds = 0.0
  /// The first false claims and failures, in words.
  var troubles: [String] = []
  /// The first problems that the oracle cannot judge.
  var unsure: [String] = []
  /// The first problems on which an exact method did not converge though it could.
  var missed: [String] = []

  /// Of fits that could converge, by each exact method.
  static let leastShare = 0.999
  /// Of few problems: as many misses as chance makes of one in a thousand.
  static let fewMisses = 3
  /// Of those whose minimum the penalty alone makes, however weak: the proof of a minimum at which the
  /// examples are decided to the last digit may be out of reach though the minimum is not.
  static let leastPenalisedShare = 0.985
  /// Of problems that the oracle may not be able to judge; of few, one.
  static let mostUnsure = 0.001

  private static let mostTroubles = 40

  mutating func add(_ result: SweepResult) {
    problems += 1
    oracleSeconds += result.oracleSeconds
    if result.isUnsure {
      unsureProblems += 1
      if unsure.count < Self.mostTroubles { unsure.append("\(result.index)") }
    }
    for entry in result.fits {
      var row = rows[entry.method] ?? Row()
      row.fits += 1
      row.seconds += entry.seconds
      let isSeparated = result.isSeparated
      let isPenalised = result.isSeparatedButForPenalty && result.isInReach
      let isSolvable =
        !isSeparated && !isPenalised && result.isInReach && !result.isUnsure
      if isSeparated { row.separated += 1 }
      if !isSeparated && !result.isInReach { row.outOfReach += 1 }
      if isSolvable { row.solvable += 1 }
      if isPenalised { row.penalised += 1 }
      switch entry.judged {
      case .failure(let message):
        row.failures += 1
        note("problem \(result.index), \(entry.method.rawValue): failed: \(message)")
      case .noModel: row.noModel += 1
      case .verdict(let verdict):
        if verdict.converged {
          row.converged += 1
          if isSolvable { row.solved += 1 }
          if isPenalised { row.penalisedSolved += 1 }
          if !isSeparated && verdict.gap > Verdict.slack && verdict.relativeGap > row.worstGap {
            (row.worstGap, row.worstGapIndex) = (verdict.relativeGap, result.index)
          }
        }
        if let ratio = verdict.gapRatio, ratio > row.worstRatio {
          (row.worstRatio, row.worstRatioIndex) = (ratio, result.index)
        }
        if verdict.isUnsure { row.unsure += 1 }
        if !verdict.falseClaims.isEmpty { row.falseClaims += 1 }
        for claim in verdict.falseClaims {
          note("problem \(result.index), \(entry.method.rawValue): says \(claim)")
        }
      }
      if entry.method.isExact, isSolvable || isPenalised, !entry.judged.isConverged,
        missed.count < Self.mostTroubles
      {
        missed.append(
          "\(result.index) by \(entry.method.rawValue)"
            + (isPenalised ? " (separated but for the penalty)" : ""))
      }
      rows[entry.method] = row
    }
  }

  private mutating func note(_ trouble: String) {
    if troubles.count < Self.mostTroubles { troubles.append(trouble) }
  }

  var falseClaims: Int { rows.values.reduce(0) { $0 + $1.falseClaims } }
  var failures: Int { rows.values.reduce(0) { $0 + $1.failures } }
  var fits: Int { rows.values.reduce(0) { $0 + $1.fits } }

  /// What is below its bar; empty of a sweep that passes.
  var shortcomings: [String] {
    var found: [String] = []
    if falseClaims > 0 { found.append("\(falseClaims) fits with false claims, expected none") }
    if failures > 0 { found.append("\(failures) fits that failed, expected none") }
    for (method, row) in sortedRows where method.isExact && row.solvable > 0 {
      let share = Double(row.solved) / Double(row.solvable)
      if share < Self.leastShare, row.solvable - row.solved > Self.fewMisses {
        found.append(
          "\(method.rawValue) converged on \((100 * share).short) % of the problems that have a "
            + "minimum in reach of doubles, expected \(100 * Self.leastShare) %")
      }
      let penalisedShare = Double(row.penalisedSolved) / Double(max(1, row.penalised))
      if row.penalised > 0, penalisedShare < Self.leastPenalisedShare {
        found.append(
          "\(method.rawValue) converged on \((100 * penalisedShare).short) % of the problems that are "
            + "separated but for the penalty, expected \(100 * Self.leastPenalisedShare) %")
      }
    }
    if unsureProblems > max(1, Int(Self.mostUnsure * Double(problems))) {
      found.append(
        "the oracle was unsure of \(unsureProblems) of \(problems) problems, expected "
          + "\(100 * Self.mostUnsure) % at most")
    }
    return found
  }

  private var sortedRows: [(Fit.Method, Row)] {
    Fit.Method.allCases.compactMap { method in rows[method].map { (method, $0) } }
  }

  /// For people, the whole of it.
  func report(seconds: Double) -> String {
    let head = [
      "method", "fits", "converged", "separated", "out of reach", "solvable", "not converged",
      "penalised", "not converged",
      "no model", "unsure", "false claims", "failures", "largest gap/J*", "true/claimed gap",
      "seconds",
    ]
    var lines = [head]
    for (method, row) in sortedRows {
      lines.append([
        method.rawValue, "\(row.fits)", "\(row.converged)", "\(row.separated)",
        "\(row.outOfReach)", "\(row.solvable)", "\(row.solvable - row.solved)",
        "\(row.penalised)", "\(row.penalised - row.penalisedSolved)", "\(row.noModel)",
        "\(row.unsure)", "\(row.falseClaims)", "\(row.failures)",
        "\(String(format: "%.1e", Double(row.worstGap))) (\(row.worstGapIndex))",
        "\(String(format: "%.1e", Double(row.worstRatio))) (\(row.worstRatioIndex))",
        String(format: "%.1f", row.seconds),
      ])
    }
    let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let table = lines.map { line in
      zip(line, widths).map { text, width in
        String(repeating: " ", count: width - text.count) + text
      }.joined(separator: "  ")
    }
    var text = table.joined(separator: "\n")
    text +=
      "\n\(problems) problems, \(fits) fits, \(falseClaims) with false claims, oracle unsure of "
      + "\(unsureProblems) problems and busy for \(String(format: "%.1f", oracleSeconds)) s; "
      + String(format: "%.1f s in all", seconds)
    if !unsure.isEmpty { text += "\noracle unsure of: " + unsure.joined(separator: ", ") }
    if !missed.isEmpty {
      text += "\nnot converged, though they could: " + missed.joined(separator: ", ")
    }
    return ([text] + troubles).joined(separator: "\n")
  }
}
