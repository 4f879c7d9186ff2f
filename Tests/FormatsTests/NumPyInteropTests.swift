@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import Foundation
import TestSupport
import Testing

/// NumPy itself as the other side: it writes what is read here, and reads what is written here, to
/// the same bits.
@Suite(
  .enabled(
    if: numpy != nil, "needs SIGMOID_PEERS, a Python that has the package numpy"))
struct NumPyInteropTests {
  private struct Expected: Decodable {
    struct Features: Decodable {
      let file, storage: String
      let examples: Int
      let bits: [String]
    }

    struct Column: Decodable {
      let file: String
      let labels: [String]
    }

    let features: [Features]
    let labels: [Column]
    let archives, archiveBits, archiveLabels: [String]
  }

  /// An array as Python compares it.
  private struct Written: Encodable {
    let file: String
    var name: String?
    let type: String
    let shape: [Int]
    var bits: [String]?
    var labels: [String]?
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// As Python's struct prints a big-endian double.
  private func bits(_ values: [Double]) -> [String] {
    values.map { value in
      let digits = String(value.bitPattern, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  private func held(_ features: any ReadStorage) -> (storage: String, values: [Double]) {
    switch Held(features) {
    case .bytes(let values, _, _): ("bytes", values.map(Double.init))
    case .floats(let values, _): ("floats", values.map(Double.init))
    case .doubles(let values, _): ("doubles", values)
    }
  }

  @Test func whatNumPyWritesIsRead() throws {
    let seed = Int.random(in: 0..<1 << 31)
    print("NumPyInteropTests.whatNumPyWritesIsRead: seed \(seed)")
    try numpy?.run(["write", folder.path, "--seed", "\(seed)"])
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(folder.bytes("expected.json")))
    #expect(expected.features.count == 190 && expected.labels.count == 22)
    for item in expected.features {
      let features = try NPYArray(contentsOf: folder.file(item.file)).features()
      #expect(features.examples == item.examples)
      let (storage, values) = held(features)
      #expect(storage == item.storage, "\(item.file)")
      #expect(bits(values) == item.bits, "\(item.file)")
    }
    for item in expected.labels {
      let labels = try NPYArray(contentsOf: folder.file(item.file)).labels()
      #expect(labels == Labels(item.labels), "\(item.file)")
    }
    #expect(expected.archives.count == 3)
    for name in expected.archives {
      let archive = try NPZFile(contentsOf: folder.file(name))
      #expect(try bits(held(archive.features()).values) == expected.archiveBits, "\(name)")
      #expect(try archive.labels() == Labels(expected.archiveLabels), "\(name)")
    }
  }

  @Test func numPyReadsWhatIsWritten() throws {
    var random = RandomValues()
    print("NumPyInteropTests.numPyReadsWhatIsWritten: seed \(random.seed)")
    let floats: [Float] = random.array(24)
    let doubles: [Double] = random.array(24)
    let integers = (0..<24).map { _ in Int64(random.unit() * 0x1p53) }
    let singles = Matrix(rows: 6, columns: 4, elements: floats)
    let pixels = random.bytes(24)
    var bytes = ByteMatrix(features: 6, examples: 4)
    var span = bytes.mutableSpan
    for index in pixels.indices { span[index] = pixels[index] }
    let texts = ["é 日本 🙂", "", "a\0b", "zero"]

    var written: [Written] = []
    func record(_ name: String, _ type: String, _ shape: [Int], _ values: [Double]) {
      written.append(
        Written(file: "\(name).npy", type: type, shape: shape, bits: bits(values)))
      written.append(
        Written(file: "all.npz", name: name, type: type, shape: shape, bits: bits(values)))
    }
    func record(_ name: String, _ type: String, _ labels: [String]) {
      written.append(
        Written(file: "\(name).npy", type: type, shape: [labels.count], labels: labels))
      written.append(
        Written(file: "all.npz", name: name, type: type, shape: [labels.count], labels: labels))
    }
    record("bytes", "|u1", [4, 2, 3], pixels.map(Double.init))
    record("singles", "<f4", [4, 6], floats.map(Double.init))
    record("doubles", "<f8", [2, 3, 4], doubles)
    record("integers", "<i8", [24], integers.map(Double.init))
    record("texts", "<U6", texts)
    record("numbers", "<i8", ["7", "-1", "7"])

    try NPYWriter.write(bytes, shape: [2, 3], to: folder.file("bytes.npy"))
    try NPYWriter.write(singles, to: folder.file("singles.npy"))
    try NPYWriter.write(numbers: doubles, shape: [2, 3, 4], to: folder.file("doubles.npy"))
    try NPYWriter.write(integers: integers, to: folder.file("integers.npy"))
    try NPYWriter.write(Labels(texts), to: folder.file("texts.npy"))
    try NPYWriter.write(Labels([7, -1, 7]), to: folder.file("numbers.npy"))

    var archive = NPZWriter()
    archive.add(bytes, shape: [2, 3], named: "bytes")
    archive.add(singles, named: "singles")
    archive.add(numbers: doubles, shape: [2, 3, 4], named: "doubles")
    archive.add(integers: integers, named: "integers")
    try archive.add(Labels(texts), named: "texts")
    try archive.add(Labels([7, -1, 7]), named: "numbers")
    try archive.write(to: folder.file("all.npz"))

    try folder.write([UInt8](JSONEncoder().encode(written)), to: "written.json")
    let output = try #require(numpy).run(["read", folder.path])
    #expect(String(decoding: output, as: UTF8.self) == "12\n")
  }
}

private let numpy = PeerScript("interop_numpy.py", importing: "numpy")
