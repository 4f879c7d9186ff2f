@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct NPYArrayTests {
  func features(_ bytes: [UInt8]) throws -> Held {
    try Held(NumPySample.array(bytes).features())
  }

  func refusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { _ = try NumPySample.array(bytes) }
  }

  func featureRefusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { _ = try NumPySample.array(bytes).features() }
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func bytesAreTakenOver(_ version: UInt8) throws {
    let file = NumPySample.npy("|u1", [2, 3], [1, 2, 3, 4, 5, 255], version: version)
    #expect(
      try features(file) == .bytes([1, 2, 3, 4, 5, 255], features: 3, scale: 1.0 / 255))
    let scaled = try Held(NumPySample.array(file).features(scale: 0.5))
    #expect(scaled == .bytes([1, 2, 3, 4, 5, 255], features: 3, scale: 0.5))
  }

  @Test func fortranOrderIsTransposed() throws {
    // [[1, 2, 3], [4, 5, 6]], its columns one after the other.
    let file = NumPySample.npy("|u1", [2, 3], fortran: true, [1, 4, 2, 5, 3, 6])
    #expect(try features(file) == .bytes([1, 2, 3, 4, 5, 6], features: 3, scale: 1.0 / 255))
  }

  /// Larger than the blocks of the transpose on both sides, of several ranks and types.
  @Test func fortranOrderOfAnyRank() throws {
    for shape in [[70, 131], [3, 2, 5], [67, 3, 2, 13], [1, 4, 3], [5, 1, 3], [9, 1]] {
      let count = shape.reduce(1, *)
      let inner = shape.dropFirst().reduce(1, *)
      var stored = [UInt32](repeating: 0, count: count)
      for index in 0..<count {
        var (rest, place, stride) = (index, 0, count)
        for dimension in shape.reversed() {
          stride /= dimension
          place += rest % dimension * stride
          rest /= dimension
        }
        stored[place] = Float(index).bitPattern
      }
      let file = NumPySample.npy(
        ">f4", shape, fortran: true, NumPySample.bytes(stored, bigEndian: true))
      #expect(
        try features(file) == .floats((0..<count).map(Float.init), features: inner), "\(shape)")
    }
  }

  @Test func floatsKeepEveryBit() throws {
    let odd: [Float] = [1.5, -0.0, .infinity, .leastNonzeroMagnitude, 0.1, -3e38]
    for bigEndian in [false, true] {
      let file = NumPySample.npy(
        bigEndian ? ">f4" : "<f4", [3, 2],
        NumPySample.bytes(odd.map(\.bitPattern), bigEndian: bigEndian))
      #expect(try features(file) == .floats(odd, features: 2))
      let doubles = odd.map { Double($0) / 3 }
      let wide = NumPySample.npy(
        bigEndian ? ">f8" : "<f8", [2, 3],
        NumPySample.bytes(doubles.map(\.bitPattern), bigEndian: bigEndian))
      #expect(try features(wide) == .doubles(doubles, features: 3))
    }
  }

  /// Headers of NumPy before 1.14 were padded to 16 bytes, and others' are not padded at all.
  @Test func elementsAtAnyOffset() throws {
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    for padding in 0..<70 {
      let file = NumPySample.npy(
        "{'descr':'<f4','fortran_order':False,'shape':(2,3)}",
        NumPySample.bytes(values.map(\.bitPattern)), padding: padding)
      #expect(try features(file) == .floats(values, features: 3))
    }
  }

  @Test func imagesAreFlattened() throws {
    let file = NumPySample.npy("|u1", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(
      try features(file) == .bytes([1, 2, 3, 4, 5, 6, 7, 8], features: 4, scale: 1.0 / 255))
  }

  @Test func booleansAreZeroAndOne() throws {
    #expect(
      try features(NumPySample.npy("|b1", [2, 2], [0, 1, 1, 0]))
        == .bytes([0, 1, 1, 0], features: 2, scale: 1))
    let error = featureRefusal(NumPySample.npy("|b1", [2, 2], [0, 1, 2, 0]))
    #expect(error?.found == "another byte at example 1, feature 0 (from 0)")
  }

  @Test func smallIntegersBecomeFloats() throws {
    func expectFloats(_ type: String, _ elements: [UInt8], _ values: [Float]) throws {
      let file = NumPySample.npy(type, [values.count / 2, 2], elements)
      #expect(try features(file) == .floats(values, features: 2), "\(type)")
    }
    try expectFloats("|i1", [0, 1, 128, 255], [0, 1, -128, -1])
    for big in [false, true] {
      let order = big ? ">" : "<"
      try expectFloats(
        order + "i2", NumPySample.bytes([1, .min] as [Int16], bigEndian: big), [1, -32768])
      try expectFloats(
        order + "u2", NumPySample.bytes([1, .max] as [UInt16], bigEndian: big), [1, 65535])
      try expectFloats(
        order + "i4", NumPySample.bytes([16_777_216, .min] as [Int32], bigEndian: big),
        [16_777_216, -2_147_483_648])
      try expectFloats(
        order + "u4", NumPySample.bytes([7, 4_294_967_040] as [UInt32], bigEndian: big),
        [7, 4_294_967_040])
      try expectFloats(
        order + "i8", NumPySample.bytes([.min, 1 << 60] as [Int64], bigEndian: big),
        [-0x1p63, 0x1p60])
      try expectFloats(
        order + "u8", NumPySample.bytes([1 << 63, 5] as [UInt64], bigEndian: big), [0x1p63, 5])
    }
  }

  @Test func integersThatNoFloatHoldsBecomeDoubles() throws {
    // The first that a Float does not hold.
    #expect(
      try features(NumPySample.npy("<i4", [1, 2], NumPySample.bytes([16_777_217, 1] as [Int32])))
        == .doubles([16_777_217, 1], features: 2))
    let int32 = [16_777_217, .max] as [Int32]
    #expect(
      try features(NumPySample.npy("<i4", [1, 2], NumPySample.bytes(int32)))
        == .doubles([16_777_217, 2_147_483_647], features: 2))
    let uint32 = [0, .max] as [UInt32]
    #expect(
      try features(NumPySample.npy("<u4", [2, 1], NumPySample.bytes(uint32)))
        == .doubles([0, 4_294_967_295], features: 1))
    let int64 = [-(1 << 53), (1 << 53) - 1] as [Int64]
    #expect(
      try features(NumPySample.npy("<i8", [1, 2], NumPySample.bytes(int64)))
        == .doubles([-9_007_199_254_740_992, 9_007_199_254_740_991], features: 2))
  }

  @Test func integersBeyondADoubleAreRefusedByPlace() throws {
    let values = [1, 2, 3, (1 << 53) + 1, 4, (1 << 60) + 1] as [Int64]
    let error = featureRefusal(NumPySample.npy("<i8", [3, 2], NumPySample.bytes(values)))
    #expect(error?.found == "a larger one at example 1, feature 1 (from 0)")
    let unsigned = [16_777_217, .max] as [UInt64]
    #expect(
      featureRefusal(NumPySample.npy(">u8", [2, 1], NumPySample.bytes(unsigned, bigEndian: true)))?
        .found == "a larger one at example 1, feature 0 (from 0)")
    // The first in C order, though another comes first in the file.
    let columns = [1, 1 << 54 + 1, 1 << 54 + 1, 5] as [Int64]
    #expect(
      featureRefusal(NumPySample.npy("<i8", [2, 2], fortran: true, NumPySample.bytes(columns)))?
        .found == "a larger one at example 0, feature 1 (from 0)")
  }

  @Test func whatIsNoTableIsRefused() {
    #expect(featureRefusal(NumPySample.npy("|u1", [3], [1, 2, 3]))?.found == "3 unsigned bytes")
    let empty = featureRefusal(NumPySample.npy("|u1", [0, 784], []))
    #expect(empty?.expected == "features: a non-empty array")
    #expect(featureRefusal(NumPySample.npy("|u1", [1 << 60, 0], [])) != nil)
    let text = featureRefusal(
      NumPySample.npy("<U2", [1, 1], NumPySample.text(["ab"], length: 2)))
    #expect(text?.found == "1 × 1 strings of length 2")
  }

  @Test func headersAreChecked() {
    #expect(refusal([])?.found == "an empty file")
    #expect(refusal(Array("PK\u{3}\u{4}".utf8))?.remedy == "read it as .npz")
    #expect(refusal([0x93] + "NUMPX".utf8)?.found == "other first bytes")
    #expect(refusal([0x93] + "NUMPY\u{1}".utf8)?.found == "7 bytes in all")
    let good = NumPySample.npy("|u1", [1], [7])
    var version = good
    version[6] = 4
    #expect(refusal(version)?.found == "4.0")
    version[6] = 1
    version[7] = 1
    #expect(refusal(version)?.found == "1.1")
    #expect(refusal(Array(good.prefix(100)))?.expected == "a header of 128 bytes")
    var long = NumPySample.npy("|u1", [1], [7], version: 2)
    long[11] = 0x7F
    #expect(long.count == 129)
    #expect(refusal(long)?.expected == "a header of at most 1048576 bytes")
  }

  @Test(arguments: [
    "{'descr': '|u1', 'fortran_order': False}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': 1}",
    "{'descr': '|u1', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': [1]}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': ('1',)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (\(String(repeating: "1,", count: 65)))}",
    "('|u1', False, (1,))", "", "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)",
  ])
  func otherDictionariesAreRefused(_ dictionary: String) {
    let error = refusal(NumPySample.npy(dictionary, [7]))
    #expect(error?.found.contains("byte") == true)
  }

  @Test func otherTypesAreRefusedWithWhatToDo() {
    func found(_ type: String) -> FileError? {
      refusal(NumPySample.npy("{'descr': \(type), 'fortran_order': False, 'shape': (1,)}", [7]))
    }
    #expect(found("'|O'")?.found == "Python objects (type '|O')")
    #expect(found("'|O'")?.remedy.contains("save without objects") == true)
    #expect(found("[('a', '<f4'), ('b', '|u1', (2,))]")?.found == "records of several fields")
    #expect(found("'|V8'")?.found == "raw records (type '|V8')")
    #expect(found("'<c16'")?.found == "complex numbers (type '<c16')")
    #expect(found("'<M8[ns]'")?.found == "dates or times (type '<M8[ns]')")
    #expect(found("'<f2'")?.remedy.contains("float32") == true)
    for type in [
      "<f16", "<i3", "<i16", "<u0", "<U0", "|S0", "", "<", "<U99999999999", "<i+4", "x4",
    ] {
      #expect(found("'\(type)'")?.found == "type '\(type)'")
    }
  }

  @Test func aSingleNumberIsRefused() {
    #expect(
      refusal(NumPySample.npy("<f8", [], [UInt8](repeating: 0, count: 8)))?.found
        == "a single number")
  }

  @Test func sizesAreChecked() {
    let cut = refusal(NumPySample.npy("<i2", [3, 2], [UInt8](repeating: 0, count: 11)))
    #expect(
      cut?.description == "file: expected 140 bytes, as its header claims (3 × 2 16-bit integers), "
        + "found 139; the file is cut short: copy or save it again")
    let long = refusal(NumPySample.npy("|u1", [3], [1, 2, 3, 4]))
    #expect(long?.found == "132: 1 more")
    #expect(
      refusal(NumPySample.npy("<f8", [1 << 40, 1 << 40], []))?.expected
        == "a size that a file can have")
    #expect(
      refusal(NumPySample.npy("<f8", [1 << 60], []))?.expected == "a size that a file can have")
    #expect(refusal(NumPySample.npy("<f8", [1 << 59], []))?.found == "128")
  }

  @Test func gzipIsReadByContent() throws {
    let file = try SmallSet.gzip(NumPySample.npy("|u1", [1, 2], [7, 8]))
    #expect(try features(file) == .bytes([7, 8], features: 2, scale: 1.0 / 255))
  }
}
