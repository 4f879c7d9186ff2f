import SigmoidSystem

extension [UInt8] {
  /// Makes room for the next rows of a text that is composed in memory, as many of all as the rows so far
  /// tell, where the system has it: an array that grows by itself ends the program where it has not.
  /// - Parameters:
  ///   - done: rows so far, of so many.
  ///   - path: of the file that it becomes.
  mutating func makeRoom(afterRows done: Int, of rows: Int, path: String) throws(FileError) {
    let perRow = done == 0 ? 0 : count / done + 1
    guard capacity - count < Swift.max(Self.margin, 4 * perRow) else { return }
    let all = Double(perRow) * Double(rows) * 1.05 + Double(2 * Self.margin)
    let wanted = Swift.max(Int(exactly: all.rounded()) ?? .max, count + count / 2 + 2 * Self.margin)
    // While an array grows, the old one and the new one are there.
    try AvailableMemory.require(
      wanted, path: path, purpose: "its text",
      remedy: "write npz or npy, or use a machine with more memory")
    reserveCapacity(wanted)
  }

  /// Of a short row, less than is left.
  private static var margin: Int { 1 << 16 }
}
