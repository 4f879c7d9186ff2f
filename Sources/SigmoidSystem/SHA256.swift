import CCrypto

/// SHA-256 (FIPS 180-4) of bytes in memory, through OpenSSL.
package enum SHA256 {
  /// 64 lower-case hexadecimal digits.
  /// - Parameter path: what the bytes are of, for the message.
  /// - Throws: `FileError` when OpenSSL has been configured without SHA-256.
  package static func hex(
    of bytes: UnsafeRawBufferPointer, path: String
  ) throws(FileError) -> String {
    guard let digest = hex(of: bytes) else {
      throw FileError(
        path: path, expected: "its SHA-256", found: "a cryptography library that has none",
        remedy: "install OpenSSL with its default provider")
    }
    return digest
  }

  package static func hex(of bytes: [UInt8], path: String) throws(FileError) -> String {
    try bytes.span.withUnsafeBytes { all throws(FileError) in try hex(of: all, path: path) }
  }

  /// Of their bits.
  package static func hex(of numbers: [Double], path: String) throws(FileError) -> String {
    try numbers.span.withUnsafeBytes { all throws(FileError) in try hex(of: all, path: path) }
  }

  /// 64 lower-case hexadecimal digits; nil when OpenSSL has been configured without SHA-256.
  package static func hex(of bytes: UnsafeRawBufferPointer) -> String? {
    digest(of: bytes)?.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  /// 32 bytes; nil when OpenSSL has been configured without SHA-256.
  package static func digest(of bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBytes { digest(of: $0) }
  }

  private static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    guard
      EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil) == 1,
      Int(length) == digest.count
    else { return nil }
    return digest
  }
}
