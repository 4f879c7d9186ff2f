@testable import SigmoidDigits
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidMetrics
import Foundation
import TestSupport
import Testing

/// Report pages in a real browser; `Tests/Peers/report_browser.py` says what it checks.
@Suite(
  .serialized,
  .enabled(if: ReportBrowser.isReady, Comment(rawValue: ReportBrowser.whatIsMissing)))
struct ReportBrowserTests {
  /// The first images of a file and what the command says of them.
  private func images(
    _ count: Int, of half: Dataset<ByteMatrix>, file: String, model: String
  ) throws -> [ReportBrowser.Image] {
    let rows = try CommandProcess.succeed(["predict", "--model", model, file, "--probabilities"])
      .split(separator: "\n").dropFirst().prefix(count)
    return try rows.enumerated().map { index, row in
      let cells = row.split(separator: ",").dropFirst(3)
      return ReportBrowser.Image(
        pixels: pixels(half, index), probabilities: try cells.map { try #require(Double($0)) })
    }
  }

  private func pixels(_ half: Dataset<ByteMatrix>, _ example: Int) -> [UInt8] {
    GreyImage(example: example, of: half.features, size: ImageSize(width: 28, height: 28)).pixels
  }

  /// Images of all kinds with what the recipe makes of them.
  private func drawings() -> [ReportBrowser.Drawing] {
    var random = RandomValues()
    var images: [GreyImage] = []
    for _ in 0..<60 {
      let (width, height) = (random.int(in: 1..<60), random.int(in: 1..<60))
      let (paper, ink) = (random.int(in: 0..<256), random.int(in: 0..<256))
      let (roughness, share) = (random.int(in: 1..<8), random.int(in: 0..<100))
      let pixels = (0..<width * height).map { _ in
        let base = random.int(in: 0..<100) < share / 4 ? ink : paper
        return UInt8(clamping: base + random.int(in: 0..<roughness))
      }
      images.append(GreyImage(width: width, height: height, pixels: pixels))
    }
    let digits = SyntheticDigits.dataset(examples: 6, seed: random.seed, set: .test)
    for example in 0..<6 {
      // As on the canvas: bright on black, every pixel ten times as large, somewhere cut off.
      let digit = pixels(digits, example)
      let (left, top) = (random.int(in: -60..<60), random.int(in: -60..<60))
      let large = (0..<280 * 280).map { position -> UInt8 in
        let (x, y) = (position % 280 + left, position / 280 + top)
        return (0..<280).contains(x) && (0..<280).contains(y) ? digit[y / 10 * 28 + x / 10] : 0
      }
      images.append(GreyImage(width: 280, height: 280, pixels: large))
    }
    return images.map { image in
      ReportBrowser.Drawing(
        width: image.width, height: image.height, pixels: image.pixels,
        expected: try? DigitRecipe.apply(to: image).pixels)
    }
  }

  private static let sections = ["figures", "draw", "weights", "curves"]

  @Test func digitsOfTenClasses() throws {
    let digits = try SmallDigits()
    let (model, history) = (digits.folder.file("m.safetensors"), digits.folder.file("h.jsonl"))
    try CommandProcess.succeed(
      digits.training("--multiclass", "--quiet", "--model", model, "--history", history))
    let page = digits.folder.file("digits.html")
    try CommandProcess.succeed([
      "report", "--model", model, "--data", digits.folder.path, "--history", history, "-o", page,
    ])
    var cases = ReportBrowser.Cases(
      sections: Self.sections + ["confusion", "examples", "training", "history"],
      shown: ["Accuracy", "Calibration error", "The worst mistakes", "avx"])
    let training = SyntheticDigits.dataset(
      examples: SmallDigits.trainingExamples, seed: SmallDigits.seed, set: .training)
    cases.images = try images(
      200, of: training, file: digits.folder.file(SmallDigits.trainingImages), model: model)
    cases.drawings = drawings()
    try ReportBrowser.check(page, cases)
  }

  @Test(arguments: [["--positive", "3"], ["--one-vs-rest"]])
  func otherLinks(options: [String]) throws {
    let digits = try SmallDigits()
    let model = digits.folder.file("m.safetensors")
    try CommandProcess.succeed(digits.training() + options + ["--quiet", "--model", model])
    let page = digits.folder.file("digits-\(options[0].dropFirst(2)).html")
    try CommandProcess.succeed([
      "report", "--model", model, "--data", digits.folder.path, "-o", page,
    ])
    let isBinary = options.count == 2
    var cases = ReportBrowser.Cases(
      sections: Self.sections + (isBinary ? ["thresholds"] : [])
        + ["confusion", "examples", "training"],
      shown: isBinary ? ["greatest F1", "3 or not 3?"] : ["one-vs-rest"])
    let test = SyntheticDigits.dataset(
      examples: SmallDigits.testExamples, seed: SmallDigits.seed, set: .test)
    cases.images = try images(
      50, of: test, file: digits.folder.file(SmallDigits.testImages), model: model)
    try ReportBrowser.check(page, cases, takesPictures: isBinary)
  }

  @Test func hostileTextIsShownAndNotRun() throws {
    let table = try HostileTable()
    _ = try table.report()
    try ReportBrowser.check(
      table.folder.file("hostile.html"),
      ReportBrowser.Cases(
        sections: [
          "figures", "weights", "curves", "thresholds", "confusion", "examples", "training",
        ],
        shown: [HostileTable.label, HostileTable.other, "<b>width</b>", table.data, table.model]))
  }

  private static let ofTable = [
    "figures", "inference", "weights", "curves", "thresholds", "confusion", "examples", "training",
  ]

  /// A table of R's MASS with what its fit says: intervals by the likelihood, and all pictures.
  @Test(
    .enabled(
      if: SharedFolder.tables.path != nil, Comment(rawValue: SharedFolder.tables.whatIsMissing)))
  func inferenceOfATable() throws {
    let folder = try TemporaryFolder()
    let data = try folder.write(
      [UInt8](SharedFolder.tables.read("birthwt.csv")), to: "births.csv")
    let model = folder.file("births.safetensors")
    try CommandProcess.succeed([
      "train", data, "--label", "low", "--drop", "bwt,0", "--categorical", "race", "--intervals",
      "profile", "--test-terms", "--quiet", "--model", model,
    ])
    let page = folder.file("births.html")
    try CommandProcess.succeed(["report", data, "--label", "low", "--model", model, "-o", page])
    try ReportBrowser.check(
      page,
      ReportBrowser.Cases(
        sections: Self.ofTable,
        shown: [
          "by profile likelihood", "race=2", "reference", "Residuals and influence",
          "The most influential examples", "McFadden", "odds ratio, logarithmic",
        ]))
  }

  /// Classes that are separated in part, with Firth's penalty and without; and rows that are others.
  @Test(
    .enabled(
      if: SharedFolder.reference.path != nil,
      Comment(rawValue: SharedFolder.reference.whatIsMissing)))
  func inferenceOfSeparatedClasses() throws {
    let folder = try TemporaryFolder()
    let data = try folder.write(
      [UInt8](SharedFolder.reference.read("data/endometrial.csv")), to: "endometrial.csv")
    func page(_ name: String, _ options: [String]) throws -> String {
      let (model, page) = (folder.file("\(name).safetensors"), folder.file("\(name).html"))
      try CommandProcess.succeed(
        ["train", data, "--label", "HG", "--quiet", "--model", model] + options)
      try CommandProcess.succeed(["report", data, "--label", "HG", "--model", model, "-o", page])
      return page
    }
    try ReportBrowser.check(
      try page("firth", ["--firth", "--inference"]),
      ReportBrowser.Cases(
        sections: Self.ofTable, shown: ["Firth's penalty", "Profiles of the likelihood"]))
    var separated = ReportBrowser.Cases(
      sections: Self.ofTable, shown: ["The classes are separated by NV.", "no optimum"])
    separated.ordersRows = false
    try ReportBrowser.check(try page("separated", []), separated)
    try ReportBrowser.check(
      try page("held-out", ["--firth", "--inference", "--holdout", "0.2"]),
      ReportBrowser.Cases(
        sections: Self.ofTable,
        shown: ["These are other rows than those that the model was fitted to: 79"]))
  }

  @Test func modelsSideBySide() throws {
    let digits = try SmallDigits()
    let folder = digits.folder
    for (name, solver) in [("gd", "gd"), ("fast", "momentum")] {
      try CommandProcess.succeed(
        digits.training(
          "--solver", solver, "--quiet", "--model", folder.file("\(name).safetensors"),
          "--history", folder.file("\(name).jsonl")))
    }
    let models = ["gd", "fast"].map { folder.file("\($0).safetensors") }
    let page = folder.file("compared.html")
    try CommandProcess.succeed(
      ["report", "--data", folder.path, "-o", page, "--compare"] + models
        + ["--history", folder.file("gd.jsonl"), "--history", folder.file("fast.jsonl")])
    try ReportBrowser.check(
      page,
      ReportBrowser.Cases(
        sections: ["figures", "differences", "history", "curves", "weights", "training"],
        shown: models + ["2 models side by side", "momentum", "95 % interval"]))
  }
}
