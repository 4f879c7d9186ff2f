import Foundation
import TestSupport
import Testing

/// Neither language, region nor time zone change a number.
struct SurroundingsTests {
  @Test func localeAndTimeZoneChangeNothing() throws {
    let digits = try SmallDigits()
    let table = try digits.folder.write(
      Array("a,b,y\n1.5,0.25,p\n0,1e-3,q\n2.5,0,p\n0.125,2,q\n".utf8), to: "t.csv")
    let settings: [[String: String?]] = [
      ["LC_ALL": "C", "TZ": "UTC"], ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"],
      ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns"],
      ["LC_ALL": nil, "LANG": nil, "TZ": nil],
    ]
    var models: [[UInt8]] = []
    var predictions: [String] = []
    for environment in settings {
      let model = digits.folder.file("m")
      try CommandProcess.succeed(
        ["train", table, "--epochs", "7", "--quiet", "--model", model], environment: environment)
      models.append(try digits.folder.bytes("m"))
      predictions.append(
        try CommandProcess.succeed(
          ["predict", "--model", model, table, "--probabilities"], environment: environment))
    }
    #expect(models.allSatisfy { $0 == models[0] })
    #expect(predictions.allSatisfy { $0 == predictions[0] })
    #expect(predictions[0].contains("0."))
  }
}
