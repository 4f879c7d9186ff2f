import SigmoidExamples

/// What a header of C has for a model of a table besides its function of features: a struct of one row,
/// and a function that takes it.
struct CRowExport {
  private let columns: [PortableColumn]
  private let members: [String]
  private let prefix: String
  private let upper: String
  private let features: Int

  init(_ columns: [PortableColumn], prefix: String, features: Int) {
    self.columns = columns
    self.prefix = prefix
    upper = prefix.uppercased()
    self.features = features
    var names = MemberNames.ofC
    members = columns.map { names.next($0.column.name, position: $0.position) }
  }

  /// A text of the model that holds a NUL, which ends a string of C.
  var textWithNUL: String? {
    columns.lazy.flatMap { column -> [String] in
      if case .categorical(let categories) = column.column.kind { return categories.levels }
      return []
    }.first { $0.utf8.contains(0) }
  }

  var text: String {
    var parts = [structure]
    if columns.contains(where: \.isCategorical) { parts.append(lookup) }
    parts += zip(columns, members).compactMap { levels($0, $1) }
    parts.append(function)
    return parts.joined(separator: "\n")
  }

  private var structure: String {
    let fields = zip(columns, members).map { column, member in
      let (type, missing) =
        switch column.column.kind {
        case .numeric, .date: ("double ", "NAN")
        case .boolean: ("int ", "-1")
        case .categorical: ("const char *", "NULL")
        }
      let meaning =
        if case .boolean = column.column.kind { "1 for true, 0 for false" } else { column.meaning }
      return """
          /* \(Self.quoted(column.column.name)): \(meaning);
           * \(missing), a missing one, \(column.meaningOfMissing(quoted: Self.quoted)). */
          \(type)\(member);

        """
    }
    let texts = columns.contains(where: \.isCategorical)
    return """
      /* A row of the table.\
      \(texts ? " Texts are UTF-8; a level that is a whole number is in its shortest form." : "") */
      struct \(prefix)_row {
      \(fields.joined())};

      """
  }

  private var lookup: String {
    """
    /* The position of a text among the levels; -1 of none and of an empty one, -2 of another. */
    static inline int \(prefix)_level(const char *text, const char *const *levels, int count) {
      int level;
      if (!text) return -1;
      for (level = 0; level < count; level++) {
        if (strcmp(text, levels[level]) == 0) return level;
      }
      return *text ? -2 : -1;
    }

    """
  }

  private func levels(_ column: PortableColumn, _ member: String) -> String? {
    guard case .categorical(let categories) = column.column.kind else { return nil }
    // C has no empty arrays.
    let texts = categories.levels.isEmpty ? [""] : categories.levels
    let rows = texts.map { "  " + stringLiteralOfC($0) + ",\n" }.joined()
    return """
      /* The levels of \(Self.quoted(column.column.name)), from 0 on. */
      static const char *const \(prefix)_levels_of_\(member)[] = {
      \(rows)};

      """
  }

  private var function: String {
    let blocks = zip(columns, members).map { "  {\n" + statements($0, $1) + "  }\n" }
    return """
      /* Turns a row into \(upper)_CLASSES probabilities.
       * Returns 0, or the number of the first column, from 1 on, with a cell that the model refuses: all
       * probabilities are NAN then. */
      static inline int \(prefix)_predict_row(const struct \(prefix)_row *row, float *probabilities) {
        double features[\(max(features, 1))] = {0.0};
        int refused = 0, k;
      \(blocks.joined())\
        if (refused) {
          for (k = 0; k < \(upper)_CLASSES; k++) probabilities[k] = NAN;
          return refused;
        }
        \(prefix)_predict_features(features, probabilities);
        return 0;
      }

      """
  }

  private func statements(_ column: PortableColumn, _ member: String) -> String {
    let refusal = "if (!refused) refused = \(column.position + 1);"
    func missing(_ variable: String, _ fill: String?) -> String {
      guard let fill else { return "{\n      \(refusal)\n    }" }
      let indicator = column.indicator.map { "\n      features[\($0)] = 1.0;" } ?? ""
      return "{\n      \(variable) = \(fill);\(indicator)\n    }"
    }
    let number = column.column.fill.map { "\($0)" }
    switch column.column.kind {
    case .numeric:
      return """
            double value = row->\(member);
            if (isnan(value)) \(missing("value", number))
            features[\(column.first)] = value;

        """
    case .date(let first):
      return """
            double value = row->\(member) - \(Self.operand(first));
            if (isnan(value)) \(missing("value", number))
            features[\(column.first)] = value;

        """
    case .boolean:
      return """
            double value = row->\(member) != 0;
            if (row->\(member) < 0) \(missing("value", number))
            features[\(column.first)] = value;

        """
    case .categorical(let categories):
      let unseen: String? =
        switch categories.unseen {
        case .error: "if (level == -2 && !refused) refused = \(column.position + 1);"
        case .missing: "if (level == -2) level = -1;"
        case .reference: categories.reference.map { "if (level == -2) level = \($0);" }
        }
      let fill = column.column.fill.map { "\(Int($0))" }
      var text = """
            int level = \(prefix)_level(row->\(member), \(prefix)_levels_of_\(member), \
        \(categories.levels.count));

        """
      if let unseen { text += "    \(unseen)\n" }
      text += "    if (level == -1) \(missing("level", fill))\n"
      if column.ownFeatures > 0 {
        if let reference = categories.reference {
          text +=
            "    if (level >= 0 && level != \(reference)) {\n"
            + "      features[\(column.first) + level - (level > \(reference))] = 1.0;\n    }\n"
        } else {
          text += "    if (level >= 0) features[\(column.first) + level] = 1.0;\n"
        }
      }
      return text
    }
  }

  /// A number behind a minus sign.
  private static func operand(_ value: Double) -> String {
    value < 0 ? "(\(value))" : "\(value)"
  }

  /// A text in a comment, which it must neither end nor seem to begin.
  private static func quoted(_ text: String) -> String {
    stringLiteralOfC(text).replacing("*/", with: "*\\057").replacing("/*", with: "\\057*")
  }
}

extension PortableColumn {
  var isCategorical: Bool {
    if case .categorical = column.kind { return true }
    return false
  }
}
