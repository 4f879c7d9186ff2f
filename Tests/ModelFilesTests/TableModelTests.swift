@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

/// Models of tables in files: their columns come back, and code takes a row as the model does.
@Suite struct TableModelTests {
  private static let links = [OutputTransform.logistic, .softmax, .oneVersusRest]

  @Test(arguments: links) func theColumnsComeBackFromEachFormat(link: OutputTransform) throws {
    var random = RandomValues()
    let model = TableModels.model(&random, link: link)
    let folder = try TemporaryFolder()
    try model.write(to: folder.file("m"))
    #expect(try LogisticModel(contentsOf: folder.file("m")) == model)
    for format in ModelFormat.allCases where format.isReadable {
      let read = try format.decode(format.encode(model, name: "m"), path: "m")
      #expect(read.schema == model.schema, "\(format)")
      #expect(read.classes == model.classes && read.training == model.training, "\(format)")
      let raw = try format.decode(format.encode(model, name: "m", takesColumns: false), path: "m")
      #expect(raw.schema == model.schema, "\(format)")
      if format != .onnx { #expect(read == model && raw == model, "\(format)") }
    }
  }

  /// Files that were written before there were columns have names beside each other.
  @Test func namesOfOlderFilesAreRead() throws {
    let text = """
      {"format": "sigmoid logistic regression", "version": 1, "link": "logistic", "features": 2,
       "inputScale": 0.5, "classes": [{"name": "a", "labels": ["a"]}, {"name": "b", "labels": null}],
       "intercepts": [0], "weights": [[1, 2]], "training": {}, "featureNames": ["x", "z"]}
      """
    let read = try ModelFormat.json.decode(Array(text.utf8), path: "m")
    #expect(read.schema == Schema(featureNames: ["x", "z"], scale: 0.5))
    let again = try ModelFormat.json.encode(read, name: "m")
    #expect(!String(decoding: again, as: UTF8.self).contains("\"inputs\""))
  }

  /// What the other tests hold code against is what the reader of tables makes of the same rows.
  @Test func aTableIsReadAsTheRowsAre() throws {
    let columns = TableModels.schema.columns ?? []
    var lines = [(columns.map(\.name) + ["id"]).map(Self.cell).joined(separator: ",")]
    var expected: [[Double]] = []
    for row in TableModels.rows {
      guard case .success(let features) = TableModels.features(of: row) else { continue }
      expected.append(features)
      let cells = row.map { cell in
        switch cell {
        case .number(let number): number.map { "\($0)" } ?? ""
        case .truth(let truth): truth.map { $0 ? "yes" : "no" } ?? ""
        case .day(let day): day.map(DayText.text) ?? ""
        case .text(let text): text.map(Self.cell) ?? ""
        }
      }
      lines.append((cells + ["\(lines.count)"]).joined(separator: ","))
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "t.csv")
    var request = ReadRequest(path: path, format: .csv)
    request.csv.labels = .none
    request.inputs = TableModels.schema
    let examples = try request.read()
    try #require(examples.count == expected.count)
    for (example, features) in expected.enumerated() {
      let found = examples.values(of: example)
      for (a, b) in zip(found, features) { #expect(abs(a - b) < 1e-6, "row \(example)") }
    }
  }

  private static func cell(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  @Test(
    .enabled(if: ChildTool.has(["cc", "--version"]), "needs cc, a compiler of C"), arguments: links)
  func aHeaderOfCTakesRows(link: OutputTransform) throws {
    var random = RandomValues()
    let model = TableModels.model(&random, link: link)
    let folder = try TemporaryFolder()
    try folder.write(ModelFormat.c.encode(model, name: "m"), to: "m.h")
    var main = "#include <stdio.h>\n#include \"m.h\"\n#include \"m.h\"\nint main(void) {\n"
    main += "  float p[M_CLASSES];\n  int k, code;\n"
    for row in TableModels.rows {
      let fields = zip(TableModels.membersOfC, row).map { member, cell in
        let value =
          switch cell {
          case .number(let number), .day(let number): number.map { "\($0)" } ?? "NAN"
          case .truth(let truth): truth.map { $0 ? "1" : "0" } ?? "-1"
          case .text(let text): text.map(stringLiteralOfC) ?? "NULL"
          }
        return ".\(member) = \(value)"
      }
      main += """
          {
            const struct m_row row = {\(fields.joined(separator: ", "))};
            code = m_predict_row(&row, p);
            printf("%d", code);
            for (k = 0; k < M_CLASSES; k++) printf(" %.9g", p[k]);
            printf("\\n");
          }

        """
    }
    main += "  return 0;\n}\n"
    try folder.write(Array(main.utf8), to: "main.c")
    let flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1"]
    try ChildTool.run(
      ["cc"] + flags + [folder.file("main.c"), "-o", folder.file("main"), "-lm"])
    try check(ChildTool.run([folder.file("main")]), of: model, tolerance: 1e-6)
  }

  @Test(
    .enabled(if: ChildTool.has(["swiftc", "--version"]), "needs swiftc"), arguments: links)
  func aFileOfSwiftTakesRows(link: OutputTransform) throws {
    var random = RandomValues()
    let model = TableModels.model(&random, link: link)
    let folder = try TemporaryFolder()
    let source = try folder.write(ModelFormat.swift.encode(model, name: "m"), to: "m.swift")
    var main =
      "let names = [\((TableModels.schema.columns ?? []).map { stringLiteralOfSwift($0.name) }.joined(separator: ", "))]\n"
    main += "let rows: [MModel.Row] = [\n"
    for row in TableModels.rows {
      let fields = zip(TableModels.membersOfSwift, row).map { member, cell in
        let value =
          switch cell {
          case .number(let number), .day(let number): number.map { "\($0)" } ?? "nil"
          case .truth(let truth): truth.map { "\($0)" } ?? "nil"
          case .text(let text): text.map(stringLiteralOfSwift) ?? "nil"
          }
        return "\(member): \(value)"
      }
      main += "  MModel.Row(\(fields.joined(separator: ", "))),\n"
    }
    main += """
      ]
      for row in rows {
        do {
          let p = try MModel.probabilities(of: row)
          print((["0"] + p.map { "\\($0)" }).joined(separator: " "))
        } catch let refused as MModel.RefusedCell {
          let number = (names.firstIndex(of: refused.column) ?? -1) + 1
          print(([number] + MModel.labels.map { _ in 0 }).map { $0 == 0 ? "nan" : "\\($0)" }.joined(separator: " "))
        }
      }

      """
    try folder.write(Array(main.utf8), to: "main.swift")
    let program = folder.file("main")
    try ChildTool.run(
      ["swiftc", "-warnings-as-errors", "-o", program, source, folder.file("main.swift")])
    try check(ChildTool.run([program]), of: model, tolerance: 1e-12)
  }

  private static let runtime = Peer(
    "interop_models.py", importing: "numpy", "onnxruntime", called: "onnxruntime")

  /// A table, as the script reads it in tables.json; nil is a missing cell, or a row that is refused.
  private struct Table: Encodable {
    struct Column: Encodable {
      let name: String
      var numbers: [Double?]?
      var days: [Double?]?
      var texts: [String?]?
    }

    let name: String
    let columns: [Column]
    let labels: [String]
    let probabilities: [[Double?]]
  }

  @Test(.needs(runtime)) func onnxruntimeTakesColumns() throws {
    var random = RandomValues()
    let folder = try TemporaryFolder()
    let names = [
      "age", "class", "race */ ??/ \"q\"", "city", "member", "visited", "age!", "plan", "日本",
      "only",
      "label_",
    ]
    let tables = try Self.links.map { link in
      let model = TableModels.model(&random, link: link)
      try folder.write(ModelFormat.onnx.encode(model, name: "m"), to: "\(link).onnx")
      let columns = names.enumerated().map { index, name in
        var column = Table.Column(name: name)
        for row in TableModels.rows {
          switch row[index] {
          case .number(let number): column.numbers = (column.numbers ?? []) + [number]
          case .truth(let truth):
            column.numbers = (column.numbers ?? []) + [truth.map { $0 ? 1 : 0 }]
          case .day(let day): column.days = (column.days ?? []) + [day]
          case .text(let text): column.texts = (column.texts ?? []) + [text]
          }
        }
        return column
      }
      return Table(
        name: "\(link)", columns: columns, labels: model.classes.map(\.name),
        probabilities: try TableModels.probabilities(of: model).map { row in
          row.map { $0.isNaN ? nil : $0 }
        })
    }
    try folder.encode(tables, to: "tables.json")
    print(String(decoding: try Self.runtime.run("check-columns", folder.path), as: UTF8.self))
  }

  /// A graph whose front is another than its schema says would be read as the wrong model.
  @Test func aChangedGraphOfColumnsIsRefused() throws {
    var random = RandomValues()
    let model = TableModels.model(&random, link: .logistic)
    let bytes = try ModelFormat.onnx.encode(model, name: "m")
    #expect(try ModelFormat.onnx.decode(bytes, path: "m").schema == model.schema)
    // The fill of a number, 39.5, as float32.
    let fill = withUnsafeBytes(of: Float(39.5).bitPattern.littleEndian) { Array($0) }
    let place = try #require(bytes.firstRange(of: fill))
    var changed = bytes
    changed[place.lowerBound + 2] ^= 1
    let error = #expect(throws: FileError.self) { try ModelFormat.onnx.decode(changed, path: "m") }
    #expect(error?.expected.contains("as the schema in the file says") == true)
  }

  /// Lines of 0, or the number of the column that is refused, and the probabilities.
  private func check(_ output: String, of model: LogisticModel, tolerance: Double) throws {
    let lines = output.split(separator: "\n")
    try #require(lines.count == TableModels.rows.count, "\(output)")
    let expected = try TableModels.probabilities(of: model)
    for (index, line) in lines.enumerated() {
      let numbers = line.split(separator: " ").map { Double($0) ?? .nan }
      var refused = 0
      if case .failure(let failure) = TableModels.features(of: TableModels.rows[index]) {
        refused = failure.column + 1
      }
      #expect(numbers.first == Double(refused), "row \(index): \(line)")
      for (a, b) in zip(numbers.dropFirst(), expected[index]) {
        #expect(
          b.isNaN ? a.isNaN : abs(a - b) <= tolerance, "row \(index): \(line), \(expected[index])")
      }
    }
  }

  @Test func membersAreIdentifiersUnlikeEachOther() {
    var ofC = MemberNames.ofC
    let names = ["Age", "age", "age 2", "linux", "int", "2013", "é", "", "int_"]
    #expect(
      names.enumerated().map { ofC.next($1, position: $0) }
        == [
          "age", "age_2", "age_2_2", "linux_", "int_", "column_2013", "column_6", "column_7",
          "int_2",
        ]
    )
    var ofSwift = MemberNames.ofSwift
    let others = ["sepal length", "SepalLength", "URL", "class", "self", "x-1", "x_1"]
    #expect(
      others.enumerated().map { ofSwift.next($1, position: $0) }
        == ["sepalLength", "sepalLength_2", "url", "class_", "self_", "x1", "x1_2"])
  }

  @Test func daysAreDates() {
    for (days, text) in [
      (0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"),
      (15_000.25, "2011-01-26T06:00:00Z"),
      (-719_528, "0000-01-01"), (2_932_896, "9999-12-31"),
    ] {
      #expect(DayText.text(days) == text)
    }
    for day in stride(from: -700_000.0, to: 2_900_000, by: 9973) {
      #expect(DateText.days(DayText.text(day)) == day)
    }
    #expect(DayText.text(1e9) == "1000000000.0 days since 1970-01-01")
  }
}
