import Foundation
import Testing

/// The manifest, the imports, the public declarations and the picture say the same.
@Suite struct HouseTests {
  @Test func everyImportIsADeclaredDependency() throws {
    for room in try House().rooms where !room.name.hasSuffix("Kernels") {
      let own = Set(room.dependencies)
      for file in try House.files(of: room.name) {
        for line in file.lines {
          let words = line.split(separator: " ").map(String.init)
          guard let word = words.firstIndex(of: "import"), word < 2, word + 1 < words.count,
            line.range(of: "//") == nil
          else { continue }
          let module = words[word + 1]
          let isOurs = module.hasPrefix("Sigmoid") || module.hasPrefix("Logistic")
          guard isOurs || module.first == "C" && module.dropFirst().first?.isUppercase == true
          else { continue }
          #expect(own.contains(module), "\(file.path) imports \(module), which Package.swift lacks")
        }
      }
    }
  }

  @Test func thePictureOfTheHouseIsThatOfTheManifest() throws {
    let page = House.root.appendingPathComponent("Sources/Sigmoid/Sigmoid.docc/Design.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let picture = try House().picture
    #expect(text.contains("```text\n\(picture)\n```"), "expected in Design.md:\n\(picture)")
  }

  /// A witness has the comment of its requirement, which is documented where the protocol is.
  private static let witnesses: Set<String> = [
    "description", "errorDescription", "encode", "from", "startIndex", "endIndex", "forward",
    "accumulate", "gather", "selecting", "copying", "packed", "joining", "scale", "isMapped",
    "willRead", "didRead", "fetch", "hasAnyRange", "sharesUnit", "holdsDoubles", "centre",
    "momentCentre", "addMoments", "exampleBytes", "firstNonFinite", "Scalar", "Element", "features",
    "examples", "classes", "link", "needsEveryClass", "gradientMax", "assess", "save", "restore",
    "narrow", "widen", "add", "shift", "gemv", "gemm", "syrk", "potrf", "trsv", "passNoise",
    "forEachExample", "mostRelativeClasses", "replaceByBinaryResiduals",
    "replaceByOneVersusRestResiduals",
    "replaceBySoftmaxResiduals", "isRelative", "isZero", "isUniform", "value", "prox", "curvature",
  ]

  @Test func everyPublicDeclarationIsDocumented() throws {
    let declaration = try Regex(
      #"^\s*(?:@\S+ )*public (?:(?:private|package|internal|fileprivate)\(set\) )?(?:static |final |mutating |consuming |indirect )*(struct|class|enum|protocol|init|func|var|let|subscript|typealias)\b\s*\(?(\w*)"#
    )
    var undocumented: [String] = []
    for room in try House().rooms {
      for file in try House.files(of: room.name) {
        for (index, line) in file.lines.enumerated() {
          guard let match = line.firstMatch(of: declaration),
            let name = match.output[2].substring.map(String.init), !Self.witnesses.contains(name)
          else { continue }
          var above = index - 1
          while above >= 0, file.lines[above].drop(while: { $0 == " " }).first == "@" { above -= 1 }
          let isDocumented =
            above >= 0 && file.lines[above].drop(while: { $0 == " " }).hasPrefix("///")
          if !isDocumented { undocumented.append("\(file.path):\(index + 1): \(line)") }
        }
      }
    }
    #expect(undocumented.isEmpty, "\(undocumented.joined(separator: "\n"))")
  }
}
