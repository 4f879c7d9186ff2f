@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

@testable import SigmoidFormats
@testable import SigmoidLinear

/// Compiles what is exported, runs it, and compares with the formulas.
@Suite struct SourceExportTests {
  private static let hasCompilerOfC = ChildTool.has(["cc", "--version"])
  private static let hasCompilerOfSwift = ChildTool.has(["swiftc", "--version"])

  /// Lines `case, then numbers` and `case, then the bytes of a label` of a program, against `cases`.
  private func check(_ output: String, _ cases: [PortableCase]) throws {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = cases.reduce(1) { $0 + $1.model.labels.count + $1.inputs.count }
    try #require(lines.count == wanted && lines.last == "", "\(output.prefix(2000))")
    var next = lines.makeIterator()
    for one in cases {
      for label in one.model.labels {
        let bytes = (next.next() ?? "").split(separator: " ").compactMap { UInt8($0) }
        #expect(String(decoding: bytes, as: UTF8.self) == label, "\(one.name)")
      }
      for expected in one.expected {
        let found = (next.next() ?? "").split(separator: " ").compactMap { Double($0) }
        try #require(found.count == expected.count, "\(one.name)")
        for (a, b) in zip(found, expected) where b.isFinite {
          #expect(abs(a - b) <= 1e-6, "\(one.name): \(found), expected \(expected)")
        }
      }
    }
  }

  @Test(.enabled(if: hasCompilerOfC, "needs cc, a compiler of C")) func headersOfC() throws {
    var random = RandomValues()
    let cases = PortableCase.all(&random)
    let folder = try TemporaryFolder()
    var main = "#include <stdio.h>\n"
    var body = ""
    for one in cases {
      try folder.write(CExport.encode(one.model, name: one.name), to: "\(one.name).h")
      // Twice: the second inclusion must add nothing.
      main += "#include \"\(one.name).h\"\n#include \"\(one.name).h\"\n"
      let (upper, name) = (one.name.uppercased(), one.name)
      body += """
        for (k = 0; k < \(upper)_CLASSES; k++) {
          for (text = \(name)_labels[k]; *text; text++) printf("%d ", (unsigned char)*text);
          printf("\\n");
        }

        """
      for input in one.inputs {
        body += """
          {
            float p[\(upper)_CLASSES];
            float x[\(upper)_FEATURES + 1] = {\(input.map { "\($0)f, " }.joined())0};
            \(name)_predict(x, p);
            for (k = 0; k < \(upper)_CLASSES; k++) printf("%.9g ", p[k]);
            printf("\\n");
          }

          """
      }
    }
    main += "int main(void) { int k; const char *text;\n\(body)return 0; }\n"
    try folder.write(Array(main.utf8), to: "main.c")
    let program = folder.file("main")
    let flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1"]
    try ChildTool.run(["cc"] + flags + [folder.file("main.c"), "-o", program, "-lm"])
    try check(ChildTool.run([program]), cases)
  }

  @Test(.enabled(if: hasCompilerOfSwift, "needs swiftc")) func filesOfSwift() throws {
    var random = RandomValues()
    // It differs from softmax in no number, and 9000 of them take long to compile.
    let cases = PortableCase.all(&random).filter { $0.name != "oneVersusRest784" }
    let folder = try TemporaryFolder()
    var files = [folder.file("main.swift")]
    var main = """
      func line(_ words: [String]) { print(words.joined(separator: " ")) }
      func inputs() -> [Double] { (readLine() ?? "").split(separator: " ").compactMap { Double($0) } }

      """
    for one in cases {
      files.append(
        try folder.write(SwiftExport.encode(one.model, name: one.name), to: "\(one.name).swift"))
      let type = typeNameOfSwift(one.name)
      main += "for label in \(type).labels { line(label.utf8.map { \"\\($0)\" }) }\n"
      main += "for _ in 0..<\(one.inputs.count) {\n"
      main += "  line(\(type).probabilities(of: inputs()).map { \"\\($0)\" })\n}\n"
    }
    let inputs = cases.flatMap(\.inputs).map { $0.map { "\($0)" }.joined(separator: " ") + "\n" }
    let data = try folder.write(Array(inputs.joined().utf8), to: "inputs")
    try folder.write(Array(main.utf8), to: "main.swift")
    let program = folder.file("main")
    try ChildTool.run(["swiftc", "-warnings-as-errors", "-o", program] + files)
    try check(ChildTool.run(["sh", "-c", "exec \"$0\" < \"$1\"", program, data]), cases)
  }

  @Test func namesBecomeIdentifiers() {
    #expect(identifierOfC("mnist zero--1") == "mnist_zero_1")
    #expect(identifierOfC("0 or 1") == "model_0_or_1")
    #expect(identifierOfC("日本 */") == "model")
    #expect(identifierOfC("__x__") == "x")
    #expect(typeNameOfSwift("mnist-zero_1") == "MnistZero1Model")
    #expect(typeNameOfSwift("7") == "The7Model")
    #expect(typeNameOfSwift("é\n}") == "Model")
    #expect(typeNameOfSwift("digitModel") == "DigitModel")
  }

  @Test func namesWithANULAreNoStringsOfC() throws {
    let model = RawInputModel(
      link: .logistic, features: 0, weights: [], intercepts: [0], labels: ["a\0b", "c"])
    #expect(throws: (any Error).self) { try CExport.encode(model, name: "m") }
    #expect(
      String(decoding: SwiftExport.encode(model, name: "m"), as: UTF8.self).contains(#""a\u{0}b""#))
  }

  @Test func tableOfCSV() throws {
    let model = RawInputModel(
      link: .softmax, features: 2, weights: [0.1, -2, 1e-300, 4, 5, 6], intercepts: [1, 2, 3],
      labels: ["a", "b,\"c\"", "d\r\ne"])
    #expect(
      String(decoding: CSVExport.encode(model, featureNames: nil), as: UTF8.self) == """
        class,intercept,w0,w1
        a,1.0,0.1,-2.0
        "b,""c""\",2.0,1e-300,4.0
        "d\r\ne",3.0,5.0,6.0

        """)
    let binary = RawInputModel(
      link: .logistic, features: 1, weights: [7], intercepts: [8], labels: ["no", "yes"])
    #expect(
      String(decoding: CSVExport.encode(binary, featureNames: nil), as: UTF8.self)
        == "class,intercept,w0\nyes,8.0,7.0\n")
  }
}
