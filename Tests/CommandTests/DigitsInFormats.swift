@testable import SigmoidOptimization
@testable import SigmoidDigits
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import Foundation
import TestSupport

/// The small digits in every format, written by hand where a writer of ours would do the scaling.
struct DigitsInFormats {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // Drawn once: without optimisation, drawing takes longer than what is tried with them.
  private static let halves: [(name: String, half: Dataset<ByteMatrix>)] = [
    (
      "train",
      SyntheticDigits.dataset(
        examples: SmallDigits.trainingExamples, seed: SmallDigits.seed, set: .training)
    ),
    (
      "test",
      SyntheticDigits.dataset(
        examples: SmallDigits.testExamples, seed: SmallDigits.seed, set: .test)
    ),
  ]

  /// Writes both halves and returns the arguments by which `train` reads them.
  func arguments(_ format: DataFormat) throws -> [String] {
    let scale = ["--input-scale", "1/255"]
    func file(_ name: String) -> String { folder.file(name) }
    switch format {
    case .idx:
      for (name, half) in Self.halves {
        try IDXWriter.write(images: half.features, shape: [28, 28], to: file("\(name)-idx3-ubyte"))
        try IDXWriter.write(labels: digits(half.labels), to: file("\(name)-labels.idx"))
      }
      return [
        file("train-idx3-ubyte"), "--labels", file("train-labels.idx"), "--test",
        file("test-idx3-ubyte"), "--test-labels", file("test-labels.idx"),
      ]
    case .npy:
      for (name, half) in Self.halves {
        try NPYWriter.write(half.features, shape: [28, 28], to: file("\(name).npy"))
        try NPYWriter.write(half.labels, to: file("\(name)-y.npy"))
      }
      return [
        file("train.npy"), "--labels", file("train-y.npy"), "--test", file("test.npy"),
        "--test-labels", file("test-y.npy"),
      ]
    case .npz:
      for (name, half) in Self.halves {
        var archive = NPZWriter()
        archive.add(half.features, named: "x")
        try archive.add(half.labels, named: "y")
        try archive.write(to: file("\(name).npz"))
      }
      return [file("train.npz"), "--test", file("test.npz")]
    case .csv, .tsv:
      let separator = format == .csv ? "," : "\t"
      for (name, half) in Self.halves {
        let header = ["label"] + (0..<784).map { "pixel\($0)" }
        let rows = (0..<half.examples).map { example in
          [label(half, example)] + pixels(half, example).map { "\($0)" }
        }
        try write(([header] + rows).map { $0.joined(separator: separator) }, "\(name).\(format)")
      }
      return [file("train.\(format)"), "--test", file("test.\(format)")] + scale
    case .jsonl:
      for (name, half) in Self.halves {
        try write(
          (0..<half.examples).map { example in
            let cells = pixels(half, example).enumerated().map {
              "\"p\($0.offset)\": \($0.element)"
            }
            return "{\"label\": \"\(label(half, example))\", \(cells.joined(separator: ", "))}"
          }, "\(name).jsonl")
      }
      return [file("train.jsonl"), "--test", file("test.jsonl")] + scale
    case .arff:
      for (name, half) in Self.halves {
        let labels = half.labels.names.joined(separator: ", ")
        let header =
          ["@RELATION digits", "@ATTRIBUTE label {\(labels)}"]
          + (0..<784).map { "@ATTRIBUTE p\($0) INTEGER" } + ["@DATA"]
        let rows = (0..<half.examples).map { example in
          ([label(half, example)] + pixels(half, example).map { "\($0)" }).joined(separator: ",")
        }
        try write(header + rows, "\(name).arff")
      }
      return [file("train.arff"), "--test", file("test.arff")] + scale
    case .libsvm:
      for (name, half) in Self.halves {
        try write(
          (0..<half.examples).map { example in
            let elements = pixels(half, example).enumerated().filter { $0.element != 0 }
            return
              ([label(half, example)] + elements.map { "\($0.offset + 1):\($0.element)" })
              .joined(separator: " ")
          }, "\(name).libsvm")
      }
      return [file("train.libsvm"), "--test", file("test.libsvm"), "--features", "784"] + scale
    case .png:
      for (name, half) in Self.halves {
        try ImageFolder.write(half, size: ImageSize(width: 28, height: 28), to: file(name))
      }
      return [file("train"), "--test", file("test"), "--raw"]
    }
  }

  /// The training half in the order of a folder of images, which is that of the labels, as npy.
  func inOrderOfLabels() throws -> [String] {
    for (name, half) in Self.halves {
      let codes = half.labels.codes
      let order = codes.indices.sorted { (codes[$0], $0) < (codes[$1], $1) }
      let sorted = half.selecting(order)
      try NPYWriter.write(sorted.features, to: folder.file("\(name)-sorted.npy"))
      try NPYWriter.write(sorted.labels, to: folder.file("\(name)-sorted-y.npy"))
    }
    return [
      folder.file("train-sorted.npy"), "--labels", folder.file("train-sorted-y.npy"), "--test",
      folder.file("test-sorted.npy"), "--test-labels", folder.file("test-sorted-y.npy"),
    ]
  }

  private func write(_ lines: [String], _ name: String) throws {
    try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
  }

  private func label(_ half: Dataset<ByteMatrix>, _ example: Int) -> String {
    half.labels.names[Int(half.labels.codes[example])]
  }

  private func digits(_ labels: Labels) -> [UInt8] {
    labels.codes.map { UInt8(labels.names[Int($0)]) ?? 255 }
  }

  private func pixels(_ half: Dataset<ByteMatrix>, _ example: Int) -> [UInt8] {
    GreyImage(example: example, of: half.features, size: ImageSize(width: 28, height: 28)).pixels
  }
}
