import SigmoidExamples
import SigmoidFormats
import SigmoidModel
import SigmoidOptimization
import SigmoidReport
import SigmoidSystem

/// What `sigmoid show` says of a model to a person.
struct ShownModelText {
  /// Classes beside each other; of more, a table each.
  private static let mostBeside = 6
  private static let mostListed = 12

  private let path: String
  private let shown: ShownTerms
  private let model: LogisticModel

  init(path: String, _ shown: ShownTerms) {
    self.path = path
    self.shown = shown
    model = shown.model
  }

  var text: String {
    let tables = InferenceText(model, shown.terms(), hasStars: shown.hasStars)?.text ?? tables
    return [Format.table(facts), meaning, tables, remark].filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private var facts: [(String, String)] {
    let names = model.classes.map { Self.line($0.name) }
    let question =
      model.isBinary
      ? "\(names[1]) or \(names[0])?" : "which of \(Self.list(names, most: Self.mostListed))?"
    var facts = [
      ("model", Self.line(path)),
      (
        "question",
        "\(question) \(model.link.rawValue) of \(Format.count(model.features, "feature"))"
      ),
      ("trained", trained),
    ]
    if let ended { facts.append(("ended", ended)) }
    if model.inputScale != 1 {
      facts.append(("scale", "a feature is its input times \(Self.number(model.inputScale))"))
    }
    facts += columnFacts
    return facts
  }

  private var trained: String {
    let training = model.training
    guard let solver = training["solver"] else { return "elsewhere: its file does not say how" }
    var parts = [solver]
    if model.hasFirth {
      parts.append("Firth's penalty")
    } else if let l2 = training["l2"] {
      let strengths = [training["l1"].map { "l1 \($0)" }, Double(l2) == 0 ? nil : "l2 \(l2)"]
      parts.append(strengths.compactMap(\.self).joined(separator: ", "))
      if parts[1].isEmpty { parts[1] = "no penalty" }
    }
    if training["standardized"] == "true" { parts.append("features standardised") }
    if let weights = training["classWeights"] { parts.append("class weights \(weights)") }
    if let examples = training["examples"] { parts.append("on \(examples) examples") }
    return Self.line(parts.joined(separator: ", "), most: 500)
  }

  private var ended: String? {
    let training = model.training
    var parts: [String] = []
    if let converged = training["converged"] {
      parts.append(converged == "true" ? "converged" : "not converged")
    }
    if let ending = PageTraining(model).ending {
      parts.append(ending.hasSuffix(".") ? String(ending.dropLast()).lowercasedFirst : ending)
    }
    if let objective = training["objective"].flatMap(Double.init) {
      parts.append("objective \(Self.number(objective))")
    }
    return parts.isEmpty ? nil : Self.line(parts.joined(separator: "; "), most: 500)
  }

  /// References where the table has no rows of them, dates, and what missing cells and unseen levels
  /// count as.
  private var columnFacts: [(String, String)] {
    guard let columns = model.schema.columns else { return [] }
    var references: [String] = [], dates: [String] = [], fills: [String] = []
    var unseen: [Categories.Unseen: [String]] = [:]
    for column in columns {
      let name = Self.line(column.name)
      if let fill = column.fill { fills.append("\(name) counts as \(Self.fill(fill, of: column))") }
      switch column.kind {
      case .categorical(let categories):
        unseen[categories.unseen, default: []].append(name)
        if let reference = categories.reference {
          references.append("\(name): \(Self.line(categories.levels[reference]))")
        }
      case .date(let first): dates.append("\(name) in days since \(DayText.text(first))")
      case .numeric, .boolean: break
      }
    }
    var facts: [(String, String)] = []
    func add(_ name: String, _ entries: [String]) {
      if !entries.isEmpty { facts.append((name, Self.list(entries, most: Self.mostListed))) }
    }
    if shown.isBySize || shown.top != nil { add("reference", references) }
    add("dates", dates)
    let others =
      fills.count == columns.count
      ? [] : [(fills.isEmpty ? "" : "other ") + Self.refusal(model.schema.missing)]
    for (index, entry) in (fills.prefix(Self.mostListed) + others).enumerated() {
      facts.append((index == 0 ? "missing" : "", entry))
    }
    if fills.count > Self.mostListed {
      facts.append(("", "… (\(fills.count) in all; --json has them)"))
    }
    let meanings = Categories.Unseen.allCases.compactMap { policy in
      unseen[policy].map { names in
        let what =
          switch policy {
          case .error: "refused"
          case .missing: "missing"
          case .reference: "the reference, or no level where there is none"
          }
        return "\(what): \(Self.list(names, most: Self.mostListed))"
      }
    }
    if !meanings.isEmpty {
      facts.append(("new levels", meanings.joined(separator: "; ")))
    }
    return facts
  }

  private static func refusal(_ missing: MissingValues) -> String {
    missing == .drop ? "rows are left out" : "cells are refused"
  }

  private static func fill(_ fill: Double, of column: TableColumn) -> String {
    switch column.kind {
    case .numeric: number(fill)
    case .boolean: fill == 1 ? "true" : fill == 0 ? "false" : number(fill)
    case .date(let first): DayText.text(first + fill)
    case .categorical(let categories): line(categories.levels[Int(fill)])
    }
  }

  /// What the numbers are.
  private var meaning: String {
    switch model.link {
    case .logistic:
      let name = Self.line(model.columnName(0))
      return
        "A coefficient is the change of the log-odds of '\(name)' for one unit of the feature;\n"
        + "the odds ratio, e^coefficient, is the factor of its odds."
    case .ordinal:
      return
        "A coefficient is the change, for one unit of the feature, of the log-odds of a class above any\n"
        + "threshold; the odds ratio, e^coefficient, is the factor of these odds. The log-odds of a class\n"
        + "below a threshold are the threshold less the coefficients times the features."
    case .softmax where model.inference?.reference != nil:
      return
        "A coefficient is the change, for one unit of the feature, of the log-odds of a class against\n"
        + "that of the reference; the odds ratio, e^coefficient, is the factor of these odds."
    case .softmax:
      return "A coefficient is the change of a class's score for one unit of the feature. The\n"
        + "difference of two classes' coefficients is the change of the log-odds between them."
    case .oneVersusRest:
      return
        "A coefficient is the change, for one unit of the feature, of the log-odds of a class\n"
        + "against all others in a model of that class alone; the probabilities of all classes are\n"
        + "then divided by their sum."
    }
  }

  private var tables: String {
    let columns = 0..<model.columns
    if model.link == .ordinal {
      let thresholds = model.intercepts.indices.map {
        [Self.line(model.interceptName($0)), Self.number(model.intercepts[$0])]
      }
      return [
        table(shown.terms(), columns: [0], headings: ["coefficient"]),
        Format.table(headings: ["between", "threshold"], rows: thresholds).withoutTrailingSpaces,
      ].joined(separator: "\n\n")
    }
    if model.isBinary { return table(shown.terms(), columns: [0], headings: ["coefficient"]) }
    if columns.count <= Self.mostBeside {
      return table(
        shown.terms(), columns: Array(columns), headings: columns.map(model.columnName))
    }
    return columns.map { column in
      table(
        shown.terms(column: column), columns: [column], headings: [model.columnName(column)])
    }.joined(separator: "\n\n")
  }

  private func table(_ terms: [ModelTerm], columns: [Int], headings: [String]) -> String {
    var rows =
      model.link == .ordinal
      ? [] : [["(intercept)"] + columns.map { Self.number(model.intercepts[$0]) }]
    rows += terms.map { term in
      let numbers = columns.map { column in
        term.isReference
          ? "reference"
          : model.isOffset(term)
            ? "offset" : Self.number(model.weight(of: term, column: column))
      }
      return [Self.line(term.name)] + numbers
    }
    var headings = ["term"] + headings.map { Self.line($0) }
    if shown.hasOdds {
      headings.append("odds ratio")
      let first = rows.count - terms.count
      if first > 0 { rows[0].append("") }
      for (index, term) in terms.enumerated() {
        let ratio = shown.oddsRatio(model.weight(of: term, column: 0))
        rows[index + first].append(
          model.isOffset(term)
            ? "" : shown.isSeparated(term) ? "no optimum" : ratio.map(Self.ratio) ?? "")
      }
    }
    return Format.table(headings: headings, rows: rows).withoutTrailingSpaces
  }

  private var remark: String {
    var sentences: [String] = []
    if model.training["terminationReason"] == TerminationReason.separated.rawValue {
      sentences.append(
        "The classes are separated, and training ended when that was found: coefficients without an\n"
          + "optimum mean nothing, and the others need not be at theirs.")
    }
    if let top = shown.top, top < model.features {
      let each = model.columns > Self.mostBeside ? " of each class" : ""
      sentences.append(
        "These are the \(top) largest of \(model.features) coefficients\(each); --all shows all.")
    }
    if shown.isBySize || shown.top != nil {
      sentences.append(
        "A coefficient is per unit of its feature: sizes compare only between features in like\n"
          + "units.")
    }
    return sentences.joined(separator: "\n")
  }

  /// Five digits, and a power of ten for the very large and the very small.
  static func number(_ value: Double) -> String {
    NumberText.fiveDigits(value, style: .plain)
  }

  /// Enough digits to tell a ratio from 1.
  private static func ratio(_ value: Double) -> String {
    guard value > 0.9, value < 1.1, value != 1 else { return number(value) }
    let digits = NumberText.digits(behindZerosOf: (value - 1).magnitude)
    return Format.fixed(value, digits: max(digits, 4))
  }

  /// Text from a file on one line, of a usual length.
  static func line(_ text: String, most: Int = 60) -> String {
    FileError.shown(text, most: most).replacing("\n", with: "\\n").replacing("\t", with: "\\t")
      .harmless
  }

  private static func list(_ texts: [String], most: Int) -> String {
    texts.prefix(most).joined(separator: ", ")
      + (texts.count > most ? ", … (\(texts.count) in all)" : "")
  }
}

extension String {
  /// Of each line.
  var withoutTrailingSpaces: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
      .joined(separator: "\n")
  }

  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
