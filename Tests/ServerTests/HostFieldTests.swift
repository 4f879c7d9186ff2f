import Testing

@testable import SigmoidServer

/// The field Host, of which every spelling matters: a browser that is led here sends what its web
/// site is called.
struct HostFieldTests {
  @Test(
    arguments: [
      "127.0.0.1", "127.0.0.2", "127.255.255.254", "localhost", "LOCALHOST", "LocalHost",
      "localhost.", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]",
      "[::FFFF:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.1.2.3]",
    ], ["", ":80", ":0", ":8080", ":65535"])
  func everySpellingOfLoopbackIsLoopback(name: String, port: String) throws {
    let host = try #require(HostField(name + port))
    #expect(LoopbackName.contains(host.name))
    #expect(host.port == (port.isEmpty ? nil : UInt16(port.dropFirst())))
  }

  @Test(
    arguments: [
      "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "128.0.0.1", "0.0.0.0",
      "126.255.255.255", "192.168.0.1", "[::]", "[::2]", "[::ffff:128.0.0.1]", "[::127.0.0.1]",
      "[fe80::1]", "[1::1]", "localhost..", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1",
      "127.0.0.1.", "xn--lcalhost-54a", "notlocalhost", "localhost-",
    ], ["", ":8080"])
  func othersAreNot(name: String, port: String) throws {
    let host = try #require(HostField(name + port))
    #expect(!LoopbackName.contains(host.name))
  }

  @Test(arguments: [
    "", ":", ":80", "[::1].evil.com", "[::1]evil.com", "localhost:80@evil.com",
    "localhost@evil.com", "evil.com@localhost", "localhost:http", "localhost:", "localhost:+80",
    "localhost:-1",
    "localhost:65536", "localhost:99999999999999999999", "localhost:8 0", "localhost:80:80",
    "localhost: 80", " localhost", "localhost ", "localhost, evil.com", "localhost/", "localhost#",
    "localhost?x", "localhost\\evil.com", "http://localhost", "::1", "[::1", "::1]", "[]", "[]:80",
    "[localhost]", "[127.0.0.1]", "[::1%lo]", "[::1%25lo]", "[::1]:", "[::1]:x", "[::1]80",
    "[[::1]]", "[::1]@evil.com", "localhost%00.evil.com", "%6cocalhost", "localhost\0.evil.com",
    "127.0.0.1\0.evil.com", "local\thost", "localhost\r\n", "löcalhost", "localhost:８０",
    "localhost:٣", "lоcalhost", "localhost\u{301}", "*", "local*",
  ])
  func otherTextsAreNoHosts(field: String) {
    #expect(HostField(field) == nil, "\(field.debugDescription)")
  }

  /// As it is given to `--host`, without brackets.
  @Test func addressesOfIPv6StandAlone() {
    for (host, isLoopback) in [
      ("::1", true), ("0:0:0:0:0:0:0:1", true), ("::ffff:127.0.0.9", true), ("::", false),
      ("::2", false), ("[::1]", false), ("", false), ("::1\0", false), ("127.0.0.1\0x", false),
    ] {
      #expect(LoopbackName.contains(host) == isLoopback, "\(host)")
    }
  }
}
