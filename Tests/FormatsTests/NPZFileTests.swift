@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct NPZFileTests {
  typealias Member = HandMadeZip.Member

  let x = Member(name: "x.npy", contents: NumPySample.npy("|u1", [2, 3], [1, 2, 3, 4, 5, 6]))
  let y = Member(name: "y.npy", contents: NumPySample.npy("|u1", [2], [7, 9]))
  let read = Held.bytes([1, 2, 3, 4, 5, 6], features: 3, scale: 1.0 / 255)

  func archive(_ members: [Member]) throws -> NPZFile {
    try NumPySample.archive(HandMadeZip(members: members).bytes())
  }

  func refusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { _ = try NumPySample.archive(bytes) }
  }

  /// What taking the first array out meets.
  func memberRefusal(_ member: Member) throws -> FileError? {
    let file = try archive([member, y])
    return #expect(throws: FileError.self) { _ = try file.array(named: "x") }
  }

  func member(_ change: (inout Member) -> Void) -> Member {
    var member = x
    change(&member)
    return member
  }

  @Test func membersOfEveryForm() throws {
    for deflated in [false, true] {
      for hasDescriptor in [false, true] {
        for isZip64 in [false, true] {
          for hasZip64End in [false, true] {
            let form = member {
              $0.deflated = deflated
              $0.hasDescriptor = hasDescriptor
              $0.isZip64 = isZip64
              $0.extra = [0x34, 0x12, 2, 0, 9, 9]
            }
            let zip = HandMadeZip(
              members: [form, y], comment: Array("PK\u{5}\u{6} a comment".utf8),
              hasZip64End: hasZip64End)
            let file = try NumPySample.archive(zip.bytes())
            #expect(try Held(file.features()) == read)
            #expect(try file.labels() == Labels([7, 9]))
          }
        }
      }
    }
  }

  @Test func entriesAreListed() throws {
    let number = Member(name: "rate.npy", contents: NumPySample.npy("<f8", [], []))
    let objects = Member(name: "o.npy", contents: NumPySample.npy("|O", [5], [1]), deflated: true)
    let note = Member(name: "README.txt", contents: [1])
    let file = try archive([x, note, number, objects])
    #expect(file.names == ["x", "rate", "o"])
    #expect(
      try file.entries().map(\.description)
        == ["x (2 × 3, |u1)", "rate (one number, <f8)", "o (5, |O)"])
    let error = #expect(throws: FileError.self) { _ = try file.array(named: "o") }
    #expect(error?.path == "file: o.npy")
    let absent = #expect(throws: FileError.self) { _ = try file.array(named: "z") }
    #expect(
      absent?.description == "file: expected an array named 'z', found x (2 × 3, |u1), "
        + "rate (one number, <f8), o (5, |O); name one of them")
  }

  @Test func usualNamesAreTriedInOrder() throws {
    func features(_ names: [String]) throws -> Held {
      let file = try archive(
        names.enumerated().map { index, name in
          Member(
            name: "\(name).npy",
            contents: NumPySample.npy("|u1", [1, 1 + index % 2], [5, 6].suffix(1 + index % 2)))
        })
      return try Held(file.features())
    }
    #expect(NPZFile.featureNames == ["x", "X", "data", "images", "x_train"])
    #expect(NPZFile.labelNames == ["y", "Y", "labels", "target", "y_train"])
    let second = Held.bytes([5, 6], features: 2, scale: 1.0 / 255)
    for (other, name) in zip(NPZFile.featureNames.dropFirst(), NPZFile.featureNames) {
      #expect(try features([other, name]) == second)
    }
    for (other, name) in zip(NPZFile.labelNames.dropFirst(), NPZFile.labelNames) {
      let file = try archive(
        [other, name].map {
          Member(name: "\($0).npy", contents: NumPySample.npy("|u1", [1], [$0 == name ? 8 : 3]))
        })
      #expect(try file.labels() == Labels([8]))
    }
  }

  @Test func theOnlyArrayOfItsShapeIsTaken() throws {
    let pixels = Member(name: "pixels.npy", contents: x.contents)
    let kinds = Member(name: "kinds.npy", contents: y.contents)
    let column = Member(name: "column.npy", contents: NumPySample.npy("|u1", [2, 1], [4, 5]))
    let number = Member(name: "rate.npy", contents: NumPySample.npy("<f8", [], []))
    let file = try archive([kinds, number, pixels])
    #expect(try Held(file.features()) == read)
    #expect(try file.labels() == Labels([7, 9]))
    #expect(try Held(archive([pixels, column]).features()) == read)
    #expect(try archive([pixels, column]).labels() == Labels([4, 5]))
    #expect(
      try Held(archive([pixels, column]).features(named: "column", scale: 1))
        == .bytes([4, 5], features: 1, scale: 1))
    #expect(try archive([kinds, column]).labels(named: "kinds") == Labels([7, 9]))

    let several = try archive([kinds, column])
    let error = #expect(throws: FileError.self) { _ = try several.labels() }
    #expect(error?.found == "kinds (2, |u1), column (2 × 1, |u1)")
    #expect(
      error?.expected
        == "labels named y, Y, labels, target, y_train, or a single array of one dimension")
    let none = #expect(throws: FileError.self) { _ = try several.features() }
    #expect(none?.remedy == "name the array of the features")
  }

  @Test func damagedMembersAreRefused() throws {
    #expect(try memberRefusal(member { $0.checksum = 1 })?.expected == "contents with CRC-32 1")
    #expect(try memberRefusal(member { $0.flags = 1 })?.found == "an encrypted one")
    #expect(try memberRefusal(member { $0.method = 12 })?.found == "method 12")
    #expect(try memberRefusal(member { $0.offset = 5 })?.found == "something else")
    #expect(try memberRefusal(member { $0.offset = 1 << 31 })?.found == "something else")
    #expect(try memberRefusal(member { $0.size = 133 })?.expected == "a stored member of 133 bytes")
    #expect(
      try memberRefusal(
        member {
          $0.deflated = true
          $0.size = 135
        })?.found == "data that do not")
    #expect(
      try memberRefusal(
        member {
          $0.deflated = true
          $0.size = 133
        })?.found == "data that do not")
    // The claim alone must not make anyone allocate a gigabyte.
    #expect(
      try memberRefusal(
        member {
          $0.deflated = true
          $0.size = 1 << 30
        })?.found == "a claim of 1073741824")
    let cut = try archive([y, member { $0.compressedSize = 300 }])
    let error = #expect(throws: FileError.self) { _ = try cut.array(named: "x") }
    #expect(error?.expected.contains("300 bytes of data") == true)
  }

  @Test func damagedDirectoriesAreRefused() throws {
    let good = try HandMadeZip(members: [x, y]).bytes()
    for length in 0..<good.count { #expect(refusal(Array(good[..<length])) != nil) }
    #expect(refusal(good + [0])?.found.hasPrefix("no such end") == true)
    var zip = HandMadeZip(members: [x, y], claimedCount: 3)
    #expect(try refusal(zip.bytes())?.found == "2")
    zip.hasZip64End = true
    #expect(try refusal(zip.bytes())?.found == "2")
    let twice = try HandMadeZip(members: [x, x]).bytes()
    #expect(refusal(twice)?.found == "two of 'x'")
    #expect(try refusal(HandMadeZip(members: []).bytes())?.found == "none in it")
    #expect(refusal(NumPySample.npy("|u1", [1], [7]))?.remedy == "read it as .npy")
    #expect(refusal([])?.found == "an empty file")
    let wide = member {
      $0.isZip64 = true
      $0.size = -1
    }
    #expect(
      try refusal(HandMadeZip(members: [wide]).bytes())?.expected == "a central directory record")
  }

  /// Many names for one deflated bomb would take for ever to list.
  @Test func overlappingMembersAreRefused() throws {
    let bomb = Member(name: "0.npy", contents: [UInt8](repeating: 0, count: 50_000), deflated: true)
    let members =
      [bomb]
      + (1...9).map {
        Member(
          name: "\($0).npy", contents: [], method: 8, size: 50_000, compressedSize: 5000, offset: 0)
      }
    #expect(
      try refusal(HandMadeZip(members: members).bytes())?.found == "a directory that claims more")
  }

  @Test func theLimitHolds() throws {
    let bytes = try HandMadeZip(members: [member { $0.deflated = true }]).bytes()
    #expect(throws: Never.self) { _ = try NumPySample.archive(bytes, limit: 134) }
    let error = #expect(throws: FileError.self) { _ = try NumPySample.archive(bytes, limit: 133) }
    #expect(error?.path == "file: x.npy")
  }
}
