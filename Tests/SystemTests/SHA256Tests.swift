import Testing

@testable import SigmoidSystem

/// Against the examples of FIPS 180-2, appendix B, and `sha256sum` of GNU coreutils.
@Suite struct SHA256Tests {
  private func hex(_ text: String) -> String { SHA256.hex(of: Array(text.utf8)) }

  @Test func examplesOfTheStandard() {
    #expect(
      hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hex(String(repeating: "a", count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  /// All lengths around one block and two: where the padding begins a block of its own.
  @Test func everyLengthAroundABlock() {
    let all = (0..<130).map { SHA256.hex(of: [UInt8](repeating: 0x5A, count: $0)) }
    #expect(
      SHA256.hex(of: Array(all.joined().utf8))
        == "321ac1019b7df6c84bb13688c49569e25ed1d252bb18b3a6fface77fa4e9104e")
  }
}
