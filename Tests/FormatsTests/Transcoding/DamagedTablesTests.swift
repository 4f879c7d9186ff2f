@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Damaged tables of every form: refused, or the same whole and in blocks.
@Suite struct DamagedTablesTests {
  private static let csv = Array("größe,b\n1,2.5e-3\n-0.1,3\n7,8\n".utf8)

  private static func seeds() throws -> [(DataFormat, [UInt8])] {
    let latin1 = String(decoding: csv, as: UTF8.self).unicodeScalars.map { UInt8($0.value) }
    let wide = String(decoding: csv, as: UTF8.self).utf16.flatMap {
      [UInt8($0 & 0xFF), UInt8($0 >> 8)]
    }
    let json = "{\"a\": 1, \"b\": 2.5}\n{\"b\": -3e2, \"a\": 4}\n{\"a\": 5, \"b\": 6}\n"
    let arff =
      "% x\n@relation r\n@attribute 'a b' real\n@attribute b {1,'2'}\n@data\n1,2\n3.5,'1'\n"
    let texts: [(DataFormat, [UInt8])] = [
      (.csv, csv), (.csv, latin1), (.csv, [0xFF, 0xFE] + wide), (.jsonl, Array(json.utf8)),
      (.jsonl, Array("[\(json.dropLast().replacing("\n", with: ","))]".utf8)),
      (.arff, Array(arff.utf8)),
    ]
    return try texts
      + [Compression.zstd, .bzip2, .xz].map { (.csv, try $0.compress(csv) + $0.compress(csv)) }
  }

  @Test func wholeAndBlocksAgree() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    var mutate = Mutation(random: RandomValues(seed: random.next()))
    let seeds = try Self.seeds()
    print("wholeAndBlocksAgree: mutated inputs: 1000 of each of \(seeds.count) tables")
    var good = 0
    for (format, bytes) in seeds {
      for _ in 0..<1000 {
        let path = try folder.write(mutate(bytes), to: "damaged")
        var request = ReadRequest(path: path, format: format)
        request.hasLabels = false
        _ = try? DataFormat(beginningOf: path)
        // What columns are is told by a whole table; blocks are read by a schema.
        let read = Result { try request.read() }
        let whole = read.map { values($0.features) }
        request.inputs = try? read.get().schema
        let blocks = Result { try self.blocks(request) }
        guard case .success(let all) = whole, case .success(let some) = blocks else { continue }
        good += 1
        #expect(all == some, "\(format)")
      }
    }
    #expect(good > 300)
  }

  private func values(_ features: any FeatureStorage) -> [Double] {
    (0..<features.examples).flatMap { features.values(of: $0) }
  }

  private func blocks(_ request: ReadRequest) throws -> [Double] {
    var blocks = try ExampleBlocks(request, features: 2, blockExamples: 2)
    var found: [Double] = []
    while let block = try blocks.next()?.features { found += values(block) }
    return found
  }
}
