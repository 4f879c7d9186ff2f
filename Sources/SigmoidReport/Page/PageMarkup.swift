/// The pieces of a page as HTML. What is called text here is escaped inside; what is called markup
/// is HTML already.
enum PageMarkup {
  static func paragraph(_ text: String, kind: String? = nil) -> String {
    "<p\(attribute("class", kind))>\(escapedForXML(text))</p>\n"
  }

  static func heading(_ text: String) -> String { "<h3>\(escapedForXML(text))</h3>\n" }

  /// A list of names, each with what there is to say of it.
  static func facts(_ facts: [Fact]) -> String {
    let rows = facts.map { fact in
      "<div><dt>\(escapedForXML(fact.name))</dt><dd>\(escapedForXML(fact.text))</dd></div>\n"
    }
    return "<dl class=\"facts\">\n\(rows.joined())</dl>\n"
  }

  /// The first cell of each row is its heading; the others are numbers, flush right, unless they
  /// are named as words.
  /// - Parameters:
  ///   - caption, headings, rows: texts.
  ///   - words: columns that hold words.
  ///   - marked: rows that stand out, by more than their colour.
  static func table(
    caption: String, headings: [String], rows: [[String]], words: Set<Int> = [],
    marked: Set<Int> = []
  ) -> String {
    func kind(_ column: Int) -> String? { column == 0 || words.contains(column) ? nil : "number" }
    let head = headings.enumerated().map { column, text in
      "<th scope=\"col\"\(attribute("class", kind(column)))>\(escapedForXML(text))</th>"
    }
    let body = rows.enumerated().map { index, row in
      let cells = row.enumerated().map { column, text in
        column == 0
          ? "<th scope=\"row\">\(escapedForXML(text))</th>"
          : "<td\(attribute("class", kind(column)))>\(escapedForXML(text))</td>"
      }
      let mark = marked.contains(index) ? "marked" : nil
      return "<tr\(attribute("class", mark))>\(cells.joined())</tr>\n"
    }
    // A wide table scrolls by itself, by the keyboard too.
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      + "aria-label=\"\(escapedForXML(caption))\"><table>\n"
      + "<caption>\(escapedForXML(caption))</caption>\n"
      + "<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n\(body.joined())</tbody></table></div>\n"
  }

  /// Pictures or charts beside one another, as many as there is room for.
  /// - Parameter kind: `charts`, or `pictures`, which are small.
  static func grid(_ kind: String, _ figures: [String]) -> String {
    "<div class=\"\(kind)\">\n\(figures.joined())</div>\n"
  }

  /// - Parameters:
  ///   - picture: markup.
  ///   - caption: lines of text.
  static func figure(_ picture: String, caption: [String] = []) -> String {
    let lines = caption.map { escapedForXML($0) }.joined(separator: "<br>")
    return "<figure>\(picture)"
      + (lines.isEmpty ? "" : "<figcaption>\(lines)</figcaption>") + "</figure>\n"
  }

  /// Shown when it is asked for.
  static func details(_ summary: String, _ markup: String) -> String {
    "<details><summary>\(escapedForXML(summary))</summary>\n\(markup)</details>\n"
  }

  /// A chart of rows with a choice of their order, which a script fills; without scripting it is hidden.
  /// - Parameters:
  ///   - figure: markup.
  ///   - name: of the choice, once on a page.
  ///   - label: what the chart is, as text.
  static func sortable(_ figure: String, name: String, label: String) -> String {
    let choices = [("table", "as in the table"), ("size", "by size")].map { value, text in
      "<label><input type=\"radio\" name=\"\(name)\" value=\"\(value)\""
        + (value == "table" ? " checked" : "") + "> \(escapedForXML(text))</label>\n"
    }
    return
      "<div class=\"rows\">\n<fieldset class=\"order\" hidden><legend>Order of the terms</legend>\n"
      + "\(choices.joined())</fieldset>\n"
      // Its words stay of a size to read: on a small screen it scrolls by itself.
      + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(escapedForXML(label))\">"
      + "\(figure)</div></div>\n"
  }

  private static func attribute(_ name: String, _ value: String?) -> String {
    value.map { " \(name)=\"\($0)\"" } ?? ""
  }
}

/// Something that is known of a run or a machine, for a person.
public struct Fact: Equatable, Sendable {
  /// What is known, such as `CPU`.
  public let name: String
  /// Its value; a page escapes both.
  public let text: String

  /// - Parameters: plain text, without markup.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}
