import SigmoidExamples

/// What a Swift file has for a model of a table besides its function of features: a struct of one row,
/// and a function that takes it.
struct SwiftRowExport {
  private let columns: [PortableColumn]
  private let members: [String]

  init(_ columns: [PortableColumn]) {
    self.columns = columns
    var names = MemberNames.ofSwift
    members = columns.map { names.next($0.column.name, position: $0.position) }
  }

  /// Members of the namespace.
  var text: String {
    let fields = zip(columns, members).map { column, member in
      """
          /// \(stringLiteralOfSwift(column.column.name)): \(column.meaning).
          /// A missing one \(column.column.fill == nil ? "is " : "")\(column.meaningOfMissing(quoted: stringLiteralOfSwift)).
          var \(member): \(type(of: column))?

      """
    }
    let levels = zip(columns, members).compactMap { levelList($0, $1) }
    let blocks = zip(columns, members).map { statements($0, $1) }
    return """

        /// A row of the table; nil is a missing cell. A level that is a whole number is in its shortest form.
        struct Row {
      \(fields.joined())  }

        /// A cell that the model refuses.
        struct RefusedCell: Error, Equatable {
          let column: String
          /// Nil where it is missing.
          let level: String?
        }

      \(levels.joined())\
        /// The probability of each class.
        /// - Throws: `RefusedCell`.
        static func probabilities(of row: Row) throws -> [Double] {
          \(blocks.contains { $0.contains("inputs[") } ? "var" : "let") inputs = \
      [Double](repeating: 0, count: features)
      \(blocks.joined())\
          return probabilities(of: inputs)
        }

      """
  }

  private func type(of column: PortableColumn) -> String {
    switch column.column.kind {
    case .numeric, .date: "Double"
    case .boolean: "Bool"
    case .categorical: "String"
    }
  }

  private func nameOfLevels(_ member: String) -> String {
    "levelsOf" + member.prefix(1).uppercased() + member.dropFirst()
  }

  private func levelList(_ column: PortableColumn, _ member: String) -> String? {
    guard case .categorical(let categories) = column.column.kind else { return nil }
    let rows = categories.levels.map { "    " + stringLiteralOfSwift($0) + ",\n" }.joined()
    return """
        private static let \(nameOfLevels(member)): [String] = [
      \(rows)  ]


      """
  }

  private func statements(_ column: PortableColumn, _ member: String) -> String {
    if case .categorical(let categories) = column.column.kind {
      return statements(column, categories, member)
    }
    let (value, condition) =
      switch column.column.kind {
      case .date(let first):
        ("value - \(first < 0 ? "(\(first))" : "\(first)")", ", !value.isNaN")
      case .boolean: ("value ? 1 : 0", "")
      case .numeric, .categorical: ("value", ", !value.isNaN")
      }
    let name = stringLiteralOfSwift(column.column.name)
    guard let fill = column.column.fill else {
      return """
            guard let value = row.\(member)\(condition) else {
              throw RefusedCell(column: \(name), level: nil)
            }
            inputs[\(column.first)] = \(value)

        """.scoped
    }
    let indicator = column.indicator.map { "\n      inputs[\($0)] = 1" } ?? ""
    return """
          if let value = row.\(member)\(condition) {
            inputs[\(column.first)] = \(value)
          } else {
            inputs[\(column.first)] = \(fill)\(indicator)
          }

      """
  }

  private func statements(
    _ column: PortableColumn, _ categories: Categories, _ member: String
  ) -> String {
    let name = stringLiteralOfSwift(column.column.name)
    let levels = nameOfLevels(member)
    // An empty text is a missing cell unless it is a level; `level` is nil of one that is missing.
    var text = """
          var level: Int?
          if let text = row.\(member) {
            level = \(levels).firstIndex(of: text)
            if level == nil, !text.isEmpty { \(unseen(categories, name)) }
          }

      """
    if let fill = column.column.fill {
      let indicator = column.indicator.map { "\n      inputs[\($0)] = 1" } ?? ""
      text += """
            if level == nil {
              level = \(Int(fill))\(indicator)
            }

        """
    } else {
      text += "    if level == nil { throw RefusedCell(column: \(name), level: nil) }\n"
    }
    if column.ownFeatures > 0 {
      let place =
        categories.reference.map {
          "level, level != \($0) { inputs[\(column.first) + level - (level > \($0) ? 1 : 0)] = 1 }"
        } ?? "level, level >= 0 { inputs[\(column.first) + level] = 1 }"
      text += "    if let \(place)\n"
    }
    return text.scoped
  }

  /// A statement for a text that is no level; −1 is none of the features.
  private func unseen(_ categories: Categories, _ name: String) -> String {
    switch categories.unseen {
    case .error: "throw RefusedCell(column: \(name), level: text)"
    case .missing: "level = nil"
    case .reference: "level = \(categories.reference ?? -1)"
    }
  }
}

extension String {
  /// Statements in a block of their own, indented as the file has it.
  fileprivate var scoped: String {
    let lines = split(separator: "\n").map { "  \($0)\n" }
    return "    do {\n\(lines.joined())    }\n"
  }
}
