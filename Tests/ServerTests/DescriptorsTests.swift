@testable import SigmoidServer
@testable import SigmoidSystem
import Synchronization
import Testing

/// What a server makes of few descriptors.
struct DescriptorsTests {
  @Test(arguments: [7, 8, 12, 17, 21, 40, 100, 1000, 12_500, 1_000_000], [1, 2, 64])
  func whatIsThereIsEnough(free: Int, cores: Int) throws {
    let plan = try Descriptors.Plan(connections: 12_000, loops: cores, free: free)
    #expect(plan.connections >= 1 && plan.connections <= 12_000)
    #expect(plan.loops >= 1 && plan.loops <= cores)
    // A listener, and something left over.
    #expect(plan.connections + 3 * plan.loops + 1 < free)
    if free >= 12_500 { #expect(plan.connections == 12_000 && plan.loops == cores) }
  }

  @Test func noneAreRefused() {
    for free in [-3, 0, 3, 6] {
      let error = #expect(throws: FileError.self) {
        try Descriptors.Plan(connections: 100, loops: 2, free: free)
      }
      #expect(error.map { "\($0)" }?.contains("found \(max(0, free)); raise the limit") == true)
    }
  }

  @Test func theOpenOnesAreCounted() {
    #expect(Descriptors.open(below: 0) == 0)
    #expect(Descriptors.open(below: 3) <= 3)
  }

  @Test func aShortageIsToldOnce() {
    let told = Mutex<[String]>([])
    let shortage = Shortage(wanted: 100, room: 9) { text in told.withLock { $0.append(text) } }
    for _ in 0..<3 { shortage.tell() }
    let texts = told.withLock { $0 }
    #expect(texts.count == 1 && texts[0].contains("100") && texts[0].contains("room for 9"))
  }
}
