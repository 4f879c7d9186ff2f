@testable import SigmoidExamples
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal that a test looks at.
final class PseudoTerminal {
  /// The end that the command writes to.
  let command: Int32
  private let screen: Int32
  private var isCommandEndOpen = true
  private var seen = ""

  init(columns: UInt16) throws {
    var screen: Int32 = -1
    var command: Int32 = -1
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&screen, &command, nil, nil, &size) == 0)
    for end in [screen, command] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.screen = screen
    self.command = command
  }

  deinit {
    closeCommandEnd()
    close(screen)
  }

  /// Once the command is started: the screen then ends when the command does.
  func closeCommandEnd() {
    if isCommandEndOpen { close(command) }
    isCommandEndOpen = false
  }

  /// Reads until `text` has come; fails after half a minute.
  func read(until text: String) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !seen.contains(text) {
      try #require(ContinuousClock.now < deadline, "no '\(text)' in '\(seen)'")
      try #require(readSome(), "the end, and no '\(text)' in '\(seen)'")
    }
  }

  /// Everything that was written until the command ended.
  func readToEnd() -> String {
    while readSome() {}
    return seen
  }

  /// false at the end, which Linux reports as an error.
  private func readSome() -> Bool {
    var waiting = pollfd(fd: screen, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 100) > 0 else { return true }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(screen, &bytes, bytes.count)
    if count > 0 { seen += String(decoding: bytes[..<count], as: UTF8.self) }
    return count > 0
  }
}
