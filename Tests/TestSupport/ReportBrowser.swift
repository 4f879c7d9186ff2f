import Foundation

/// A report page in a real browser: `Tests/Peers/report_browser.py` opens it, looks and draws.
package enum ReportBrowser {
  /// What the page is to hold.
  package struct Cases: Encodable {
    /// The ids of its sections, in their order.
    package let sections: [String]
    /// Texts that are to be read on it.
    package let shown: [String]
    package var images: [Image] = []
    package var drawings: [Drawing] = []
    /// Whether a chart of it has rows whose order can be chosen, where it has the section `inference`.
    package var ordersRows = true

    package init(sections: [String], shown: [String]) {
      self.sections = sections
      self.shown = shown
    }
  }

  /// 28 × 28 bytes with the probabilities that the command gives them.
  package struct Image: Encodable {
    let pixels: Data
    let probabilities: [Double]

    package init(pixels: [UInt8], probabilities: [Double]) {
      self.pixels = Data(pixels)
      self.probabilities = probabilities
    }
  }

  /// A grey image with what the recipe makes of it; nil where there is no ink.
  package struct Drawing: Encodable {
    let width, height: Int
    let pixels: Data
    let expected: Data?

    package init(width: Int, height: Int, pixels: [UInt8], expected: [UInt8]?) {
      self.width = width
      self.height = height
      self.pixels = Data(pixels)
      self.expected = expected.map { Data($0) }
    }
  }

  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let script = Peer.script("report_browser.py")
  private static let python = Peer.interpreter ?? "python3"

  /// Whether Python, the browser and its driver are there.
  package static let isReady = (try? run(["--ready"])) != nil
  package static let whatIsMissing = "needs python3 and Debian's chromium and chromium-driver"

  /// Opens a page and checks all that the script knows of.
  /// - Parameter takesPictures: whether screenshots go to `.build/report`.
  /// - Throws: `Failed` with what is wrong.
  package static func check(_ page: String, _ cases: Cases, takesPictures: Bool = true) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](JSONEncoder().encode(cases)), to: "cases.json")
    let pictures = root.appendingPathComponent(".build/report").path
    print(try run([page, path] + (takesPictures ? [pictures] : [])), terminator: "")
  }

  private static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-B", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: text) }
    return text
  }
}
