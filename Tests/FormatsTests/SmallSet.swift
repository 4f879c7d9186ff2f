@testable import SigmoidExamples
@testable import SigmoidDigits
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport

/// A set of MNIST's form with a handful of images, as the bytes of its four files.
struct SmallSet {
  static let trainingExamples = 12
  static let testExamples = 5

  static func labels(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 10) } }

  static func pixels(_ count: Int, seed: Int) -> [UInt8] {
    (0..<count * 784).map { UInt8(truncatingIfNeeded: ($0 &* 31 &+ seed) >> 3) }
  }

  static func idx(_ dimensions: [Int], _ elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, type, UInt8(dimensions.count)]
    for dimension in dimensions {
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: dimension >> shift)) }
    }
    return bytes + elements
  }

  /// Uncompressed, by part.
  static let plain: [MNISTFile.Part: [UInt8]] = [
    .trainingImages: idx([trainingExamples, 28, 28], pixels(trainingExamples, seed: 1)),
    .trainingLabels: idx([trainingExamples], labels(trainingExamples)),
    .testImages: idx([testExamples, 28, 28], pixels(testExamples, seed: 2)),
    .testLabels: idx([testExamples], labels(testExamples)),
  ]

  /// The genuine names, this set's digests.
  static let files: [MNISTFile] = MNISTFile.genuine.map { file in
    let digest = plain[file.part, default: []].withUnsafeBytes { SHA256.hex(of: $0) }
    return MNISTFile(file.part, name: file.name, sha256: digest)
  }

  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    try bytes.withUnsafeBytes { try Gzip.compress($0, path: "test") }
  }

  /// Writes all four, gzipped or not.
  static func write(to folder: TemporaryFolder, gzipped: Bool = false) throws {
    for file in files {
      let bytes = plain[file.part, default: []]
      if gzipped {
        try folder.write(gzip(bytes), to: "\(file.name).gz")
      } else {
        try folder.write(bytes, to: file.name)
      }
    }
  }
}
