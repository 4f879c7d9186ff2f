import SigmoidExamples
import SigmoidOptimization
import SigmoidSystem

/// A checkpoint's file is safetensors: the state's vectors and numbers as tensors `vector.…` and
/// `number.…`, the evaluations made as `history` (evaluations × 6), the run's description as text
/// under `run.…`, and the SHA-256 of the whole file, computed with 64 zeros in its own place.
extension Checkpoint {
  private static let kind = "sigmoid checkpoint"
  private static let version = "1"
  private static let runPrefix = "run."
  private static let vectorPrefix = "vector."
  private static let numberPrefix = "number."
  private static let digestKey = "sha256"
  private static let noDigest = String(repeating: "0", count: 64)
  /// Twenty pairs of a model of a million features, and more.
  private static let sizeLimit = 4 << 30

  /// Replaces the file at `path` as a whole.
  /// - Throws: `FileError`; what was there is untouched.
  public func write(to path: String) throws { try AtomicFile.write(encoded(), to: path) }

  func encoded() throws -> [UInt8] {
    var file = SafetensorsFile(
      tensors: [:], metadata: ["kind": Self.kind, "version": Self.version])
    for (name, vector) in state.vectors {
      file.tensors[Self.vectorPrefix + name] = .init(shape: [vector.count], values: vector)
    }
    for (name, number) in state.numbers {
      file.tensors[Self.numberPrefix + name] = .init(shape: [1], values: [number])
    }
    file.tensors["history"] = .init(
      shape: [history.count, 6],
      values: history.flatMap {
        [
          Double($0.evaluation), $0.seconds, $0.loss, $0.objective, $0.gradientMax, $0.stepSize,
        ]
      })
    for (index, fact) in run.facts.enumerated() {
      file.metadata[Self.runPrefix + fact.name] = fact.value
      file.metadata["order.\(fact.name)"] = "\(index)"
    }
    file.metadata[Self.digestKey] = try Self.digest(of: file)
    return try file.encoded()
  }

  private static func digest(of file: SafetensorsFile) throws -> String {
    var file = file
    file.metadata[digestKey] = noDigest
    return SHA256.hex(of: try file.encoded())
  }

  /// - Throws: `FileError` when it is not a checkpoint, or a damaged one.
  public init(contentsOf path: String) throws {
    let file = try InputFile(path: path, purpose: "a checkpoint")
    try self.init(decoding: try file.readToEnd(limit: Self.sizeLimit), path: path)
  }

  init(decoding bytes: [UInt8], path: String) throws {
    func refused(_ expected: String, _ found: String) -> FileError {
      FileError(
        path: path, expected: expected, found: found,
        remedy: "resume from another checkpoint, or start again")
    }
    let file: SafetensorsFile
    do throws(FileError) {
      file = try SafetensorsFile(decoding: bytes, path: path)
    } catch {
      throw refused("a checkpoint", error.found)
    }
    guard file.metadata["kind"] == Self.kind, file.metadata["version"] == Self.version else {
      throw refused(
        "a checkpoint of version \(Self.version)",
        "kind '\(file.metadata["kind"] ?? "none")', version \(file.metadata["version"] ?? "none")")
    }
    guard try file.metadata[Self.digestKey] == Self.digest(of: file) else {
      throw refused("contents that match its SHA-256", "other contents: the file is damaged")
    }
    var state = RunState()
    for (name, tensor) in file.tensors {
      if let name = name.rest(after: Self.vectorPrefix) {
        state.vectors[name] = tensor.values
      } else if let name = name.rest(after: Self.numberPrefix), tensor.values.count == 1 {
        state.numbers[name] = tensor.values[0]
      }
    }
    guard let rows = file.tensors["history"], rows.shape.count == 2, rows.shape[1] == 6,
      state.evaluations == rows.shape[0]
    else { throw refused("as many evaluations as in its state", "another number") }
    var history: [TrainingProgress] = []
    for row in 0..<rows.shape[0] {
      let values = rows.values[row * 6..<row * 6 + 6].map { $0 }
      guard values[0] == Double(row + 1) else {
        throw refused("evaluation \(row + 1)", "\(values[0])")
      }
      history.append(
        TrainingProgress(
          evaluation: row + 1, evaluationLimit: rows.shape[0], seconds: values[1],
          loss: values[2], objective: values[3], gradientMax: values[4], stepSize: values[5]))
    }
    var facts: [(place: Int, name: String, value: String)] = []
    for (name, value) in file.metadata.entries(after: Self.runPrefix) {
      facts.append((file.metadata["order.\(name)"].flatMap { Int($0) } ?? 0, name, value))
    }
    facts.sort { ($0.place, $0.name) < ($1.place, $1.name) }
    self.init(
      state: state, history: history,
      run: RunDescription(facts.map { (name: $0.name, value: $0.value) }))
  }
}
