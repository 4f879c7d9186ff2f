@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Input that is made to take for ever, and input that changes while it is read.
@Suite struct HostileInputTests {
  let folder: TemporaryFolder
  let model: String

  init() throws {
    folder = try TemporaryFolder()
    model = folder.file("model")
    let rows = (0..<60).map { "\($0 % 10),\($0 % 7),\($0 % 2 == 0 ? "p" : "q")\n" }
    try folder.write(Array("a,b,label\n\(rows.joined())".utf8), to: "train.csv")
    try CommandProcess.succeed([
      "train", folder.file("train.csv"), "--l2", "0.1", "--quiet", "--model", model,
    ])
  }

  /// A safetensors file of this header and three numbers.
  private func modelFile(_ header: [UInt8]) throws -> String {
    var bytes = [UInt8]()
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes += $0 }
    return try folder.write(bytes + header + [UInt8](repeating: 0, count: 24), to: "hostile")
  }

  /// 98 MB of it took 89 seconds and 2.4 GB.
  @Test func aHeaderOfOneEndlessShapeIsRefused() throws {
    for count in [100_000, 9_000_000] {
      let shape = [UInt8](repeating: 0x31, count: 1) + (0..<count).flatMap { _ in [0x2C, 0x31] }
      let header =
        Array(#"{"a":{"dtype":"F64","data_offsets":[0,8],"shape":["#.utf8) + shape
        + Array("]}}".utf8)
      let path = try modelFile(header)
      try CommandProcess.fail(
        ["predict", "--model", path, folder.file("train.csv")],
        saying: [
          "\(path): expected",
          count < 1_000_000
            ? "expected at most 8 dimensions" : "a header of at most 16778752 bytes",
          "; train or export the model again",
        ], timeout: 20)
    }
  }

  @Test func aHeaderThatNamesATensorTwiceIsRefused() throws {
    let tensor = #""a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"#
    let path = try modelFile(Array("{\(tensor),\(tensor)}".utf8))
    try CommandProcess.fail(
      ["evaluate", "--model", path, folder.file("train.csv")],
      saying: ["expected each key once", "'a' a second time"])
  }

  /// 70 MB of it took 40 seconds, of which the end was looked for from the start at every piece.
  @Test(arguments: ["libsvm", "csv"]) func aLineWithoutEndIsRefused(format: String) throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "head -c 70000000 /dev/zero | tr '\\0' y > '\(pipe)'"]
    try writer.run()
    let outcome = try CommandProcess.run(
      ["predict", "--model", model, "-", "--input-format", format, "--label", "none"],
      input: .file(pipe), timeout: 30)
    writer.waitUntilExit()
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error.contains("standard input: expected"), "\(outcome.error)")
    #expect(outcome.error.contains("of at most 67108864 bytes"), "\(outcome.error)")
  }

  /// Waits for the first bytes of a pipe that nobody empties: the command stands still in the middle of
  /// its first block.
  private func waitForOutput(_ descriptor: Int32) throws {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    try #require(poll(&entry, 1, 50_000) == 1)
  }

  @Test(arguments: ["cut", "emptied", "longer", "overwritten"], [false, true])
  func predictionsOfAFileThatChangesFail(change: String, isStandardInput: Bool) throws {
    let row = Array("3,4\n".utf8)
    let count = 200_000
    let path = try folder.write(
      Array("a,b\n".utf8) + (0..<count).flatMap { _ in row }, to: "big.csv")
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let command = try CommandProcess(
      ["predict", "--model", model, "--label", "none", "--input-format", "csv", "--quiet"]
        + [isStandardInput ? "-" : path], input: isStandardInput ? .file(path) : .standard,
      output: .descriptor(ends[1]))
    close(ends[1])
    try waitForOutput(ends[0])
    usleep(20_000)
    let file = try #require(FileHandle(forWritingAtPath: path))
    switch change {
    case "cut": try file.truncate(atOffset: 600_000)
    case "emptied": try file.truncate(atOffset: 0)
    case "longer":
      try file.seekToEnd()
      try file.write(contentsOf: Data(row))
    default: try file.write(contentsOf: Data("b,a".utf8))
    }
    try file.close()
    let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    let lines = try output.readToEnd()?.split(separator: 10) ?? []
    let outcome = try command.wait()
    #expect(outcome.ending == .exit(1))
    let name = isStandardInput ? "standard input" : path
    #expect(
      outcome.error.contains(
        "\(name): expected it to stay as it was while it is read, found that it"),
      "\(outcome.error)")
    #expect(outcome.error.contains("has changed ("), "\(outcome.error)")
    #expect(outcome.error.contains("read it again when it is complete"), "\(outcome.error)")
    // What is printed is whole rows, and the message says how many.
    #expect(lines.count > 1 && lines.count - 1 < count)
    #expect(
      outcome.error.contains("only the first \(lines.count - 1) examples"), "\(outcome.error)")
  }

  /// The run goes on with what was read ahead; its results are of no file that ever was.
  @Test func trainingOnAMappedFileThatIsWrittenToFails() throws {
    let images = folder.file("digits.idx")
    try CommandProcess.succeed([
      "data", "synthesize", images, "--examples", "700", "--seed", "7", "--quiet",
    ])
    let old = OldOutput.bytes
    let saved = try folder.write(old, to: "m")
    let checkpoint = folder.file("c")
    let process = try CommandProcess([
      "train", images, "--labels", folder.file("digits-labels.idx"), "--quiet", "--model", saved,
      "--map", "--solver", "gd", "--epochs", "10000000", "--positive", "0", "--checkpoint",
      checkpoint, "--checkpoint-every", "1s",
    ])
    let deadline = ContinuousClock.now + .seconds(50)
    while access(checkpoint, F_OK) != 0, ContinuousClock.now < deadline { usleep(10_000) }
    let file = try #require(FileHandle(forWritingAtPath: images))
    try file.seek(toOffset: 5000)
    try file.write(contentsOf: Data([255]))
    try file.close()
    process.send(SIGINT)
    let outcome = try process.wait(timeout: 90)
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.error.contains(
        "\(images): expected it to stay as it was while it is read, found that it has changed"),
      "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.bytes("m") == old)
    #expect(!folder.names().contains { $0.hasSuffix(".tmp") })
  }

  #if os(Linux)
    /// Before each read of each file, whoever reads it in whatever format, it is cut or grows.
    @Test(arguments: [
      ["predict", "--model", "@model", "@x.csv"], ["predict", "--model", "@model", "@x.csv.gz"],
      ["predict", "--model", "@model", "@x.npy"], ["predict", "--model", "@model", "@x.npz"],
      ["predict", "--model", "@model", "@x.libsvm"], ["predict", "--model", "@model", "@x.idx"],
      ["predict", "--model", "@model", "@f.npy"],
      ["evaluate", "--model", "@model", "@x.csv"], ["evaluate", "--model", "@model", "@x.csv.gz"],
      ["evaluate", "--model", "@model", "@x.libsvm"], ["evaluate", "--model", "@model", "@x.npz"],
      ["evaluate", "--model", "@model", "@x.npy", "--labels", "@y.npy"],
      ["evaluate", "--model", "@model", "@x.npy", "--labels", "@y.npy", "--map"],
      ["data", "convert", "@x.csv", "@o.npz"], ["data", "convert", "@x.csv.gz", "@o.tsv"],
      ["data", "convert", "@x.npz", "@o.csv"], ["data", "convert", "@x.libsvm", "@o.csv"],
      ["data", "info", "@x.csv"],
      ["train", "@x.csv.gz", "--model", "@o"], ["train", "@x.libsvm", "--model", "@o"],
      ["train", "@x.npy", "--labels", "@y.npy", "--map", "--model", "@o"],
      ["train", "@x.csv", "--from", "@model", "--model", "@o"],
      ["import", "@model.onnx", "--model", "@o"], ["import", "@model.npz", "--model", "@o"],
    ])
    func everyReaderRefusesAFileThatChanges(words: [String]) throws {
      try makeFormats()
      let inputs = try folder.names().filter { $0 != "o" }.map { ($0, try folder.bytes($0)) }
      let arguments = words.map { $0.hasPrefix("@") ? folder.file(String($0.dropFirst())) : $0 }
      let injector = try FaultInjector()
      let reads = try injector.calls(of: arguments, in: folder).count { $0 == .read }
      try #require(reads > 0)
      for number in 1...reads {
        for size in [30, 1 << 16] {
          for name in folder.names() { unlink(folder.file(name)) }
          for (name, bytes) in inputs { try folder.write(bytes, to: name) }
          let outcome = try CommandProcess.run(
            arguments,
            environment: injector.environment(.resize(size), at: number, of: .read, in: folder))
          let what = "\(size) bytes at read \(number) of \(reads): \(outcome.error)"
          #expect(outcome.ending == .exit(1), "\(what)")
          #expect(outcome.error.contains("expected it to stay as it was"), "\(what)")
          #expect(folder.names().count == inputs.count, "\(what)")
        }
      }
    }

    /// The same examples and the same model in every format.
    private func makeFormats() throws {
      func file(_ name: String) -> String { folder.file(name) }
      try folder.write(folder.bytes("train.csv"), to: "x.csv")
      for words in [
        ["data", "convert", file("x.csv"), file("x.csv.gz"), "--quiet"],
        ["data", "convert", file("x.csv"), file("x.npz"), "--quiet"],
        ["data", "convert", file("x.csv"), file("x.libsvm"), "--quiet"],
        [
          "data", "convert", file("x.csv"), file("x.npy"), "--labels-out", file("y.npy"), "--quiet",
        ],
        ["data", "convert", file("x.npy"), file("x.idx"), "--label", "none", "--quiet"],
        ["export", "--model", model, "-o", file("model.onnx")],
        ["export", "--model", model, "-o", file("model.npz")],
      ] { try CommandProcess.succeed(words) }
      // Ones, example by example or feature by feature.
      let text = "{'descr': '|u1', 'fortran_order': True, 'shape': (60, 2), }"
      let header = text + String(repeating: " ", count: 117 - text.count) + "\n"
      try folder.write(
        [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
          + [UInt8](repeating: 1, count: 120), to: "f.npy")
    }
  #endif
}
