@testable import SigmoidFormats
@testable import SigmoidSystem
import Foundation
import Synchronization
import Testing

@Suite struct ParallelFilesTests {
  @Test(arguments: [0, 1, 16, 17, 1000])
  func everyNumberOnce(_ count: Int) throws {
    let seen = Mutex([Int](repeating: 0, count: count))
    try ParallelFiles.forEach(count) { number in seen.withLock { $0[number] += 1 } }
    #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
  }

  /// The first file fails long after others have, on machines with more than one core.
  @Test func theLowestNumberWins() {
    let error = #expect(throws: FileError.self) {
      try ParallelFiles.forEach(400) { number throws(FileError) in
        if number == 0 { Thread.sleep(forTimeInterval: 0.2) }
        if number % 20 == 0 {
          throw FileError(path: "\(number)", expected: "", found: "", remedy: "")
        }
      }
    }
    #expect(error?.path == "0")
  }
}
