@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

#if os(Linux)
  /// Limits of control groups as the kernel's files tell them, in folders of the tests' own.
  @Suite struct ControlGroupTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func left(_ membership: String, _ files: [String: String]) throws -> Int? {
      for (name, text) in files {
        let place = folder.file(name.split(separator: "/").dropLast().joined(separator: "/"))
        try FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: true)
        try folder.write(Array(text.utf8), to: name)
      }
      return ControlGroup(root: folder.file("."), membership: membership).left()
    }

    @Test func theSecondVersion() throws {
      #expect(
        try left(
          "0::/own/job\n",
          [
            "own/job/memory.max": "max\n", "own/job/memory.current": "700\n",
            "own/memory.max": "1000\n", "own/memory.current": "800\n",
            "own/memory.stat": "anon 5\ninactive_file 300\n",
          ]) == 500)
    }

    @Test func theFirstVersion() throws {
      #expect(
        try left(
          "9:name=systemd:/\n4:memory:/job\n0::/\n",
          [
            "memory/job/memory.limit_in_bytes": "4096\n",
            "memory/job/memory.usage_in_bytes": "1024\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n",
            "memory/memory.usage_in_bytes": "2048\n",
          ]) == 3072)
    }

    /// In a container the group's own name is one of outside.
    @Test func onlyTheRootIsThere() throws {
      #expect(
        try left(
          "4:cpu,memory:/docker/abc\n",
          [
            "memory/memory.limit_in_bytes": "512\n", "memory/memory.usage_in_bytes": "600\n",
          ]) == 0)
    }

    @Test(arguments: ["", "nonsense", "0::/\n", "4:memory:/x\n", "::\n"])
    func nothingIsLimited(membership: String) throws {
      #expect(try left(membership, [:]) == nil)
    }
  }
#endif
