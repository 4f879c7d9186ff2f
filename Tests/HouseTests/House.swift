import Foundation

/// The package as its manifest and its sources have it.
struct House {
  /// A target of Sources, and the targets and libraries that it names.
  struct Room {
    let name: String
    let dependencies: [String]
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let rooms: [Room]

  /// Reads the manifest by the tool that builds from it, in a folder of its own: the build's is locked
  /// while tests run.
  init() throws {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("sigmoid-house-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tool.arguments = [
      "swift", "package", "--package-path", Self.root.path, "--scratch-path", scratch.path,
      "dump-package",
    ]
    let output = Pipe()
    tool.standardOutput = output
    tool.standardError = FileHandle.nullDevice
    try tool.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    tool.waitUntilExit()
    let manifest = try JSONDecoder().decode(Manifest.self, from: data)
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Sources").path)
    rooms = manifest.targets.filter { folders.contains($0.name) }.map { target in
      Room(name: target.name, dependencies: target.dependencies.compactMap(\.name))
    }
  }

  private struct Manifest: Decodable {
    let targets: [Target]

    struct Target: Decodable {
      let name: String
      let dependencies: [Dependency]
    }

    /// `{"byName": ["X", null]}`, `{"target": ["X", {…}]}` or `{"product": ["X", "package", …]}`.
    struct Dependency: Decodable {
      let name: String?

      init(from decoder: any Decoder) throws {
        let kinds = try [String: [Anything]](from: decoder)
        name = kinds.values.first?.first?.text
      }
    }

    struct Anything: Decodable {
      let text: String?

      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
  }

  /// The files of a target, with their lines.
  static func files(of room: String) throws -> [(path: String, lines: [String])] {
    let folder = root.appendingPathComponent("Sources/\(room)")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return ("\(room)/\(name)", text.components(separatedBy: "\n"))
    }
  }

  /// A line a room, each above those that it depends on: those that it reaches through others are left
  /// out.
  var picture: String {
    var below: [String: Set<String>] = [:]
    let names = Set(rooms.map(\.name))
    for room in rooms { below[room.name] = Set(room.dependencies).intersection(names) }
    func reached(_ name: String) -> Set<String> {
      (below[name] ?? []).reduce(into: below[name] ?? []) { $0.formUnion(reached($1)) }
    }
    func height(_ name: String) -> Int { (below[name] ?? []).map { height($0) + 1 }.max() ?? 0 }
    let order = names.sorted { (height($1), $0) < (height($0), $1) }
    let width = order.map(\.count).max() ?? 0
    return order.map { name in
      let direct = below[name] ?? []
      let indirect = direct.reduce(into: Set<String>()) { $0.formUnion(reached($1)) }
      let shown = direct.subtracting(indirect).sorted { (height($1), $0) < (height($0), $1) }
      let padded = name.padding(toLength: width, withPad: " ", startingAt: 0)
      return shown.isEmpty ? name : "\(padded) → \(shown.joined(separator: ", "))"
    }.joined(separator: "\n")
  }
}
