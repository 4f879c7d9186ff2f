import SigmoidExamples
import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Text from another encoding into UTF-8, by the C library's iconv.
final class CharacterConversion {
  private let path: String
  private let state: iconv_t
  private let expected: String
  /// Bytes of the file before those that come next.
  private var before: Int

  private static let room = 64 << 10

  /// - Parameters:
  ///   - expected: what the text should be, in words.
  ///   - before: bytes of the file before those that it gets.
  /// - Throws: `FileError` when iconv does not know the encoding.
  init(
    from encoding: String, path: String, expected: String, before: Int = 0
  ) throws(FileError) {
    guard let state = iconv_open("UTF-8", encoding), Int(bitPattern: state) != -1 else {
      throw FileError(
        path: path, expected: "an encoding that this system can read", found: "'\(encoding)'",
        remedy: "save the file as UTF-8; iconv -l lists the encodings that there are")
    }
    self.expected = expected
    self.before = before
    self.path = path
    self.state = state
  }

  deinit { iconv_close(state) }

  /// Appends to `output` what the text from `start` on becomes.
  /// - Parameter isLast: nothing follows; then a character that is cut is refused.
  /// - Returns: where a character begins whose end has not come yet; the end of the text if none does.
  func convert(
    _ text: [UInt8], from start: Int, isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int {
    var position = start
    var isDone = false
    while !isDone {
      let held = output.count
      output += [UInt8](repeating: 0, count: Self.room)
      let (used, written, code) = step(text, from: position, into: &output, from: held)
      output.removeLast(Self.room - written)
      position += used
      switch code {
      case 0: isDone = true
      case E2BIG: continue
      case EINVAL where !isLast: isDone = true
      default: throw notRead(text[position...], at: before + position - start)
      }
    }
    before += position - start
    return position
  }

  /// One call of iconv; `code` is 0 or what it says was wrong.
  private func step(
    _ text: [UInt8], from position: Int, into output: inout [UInt8], from held: Int
  ) -> (used: Int, written: Int, code: Int32) {
    text.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        // iconv does not write into its input, though its type allows it.
        var input = UnsafeMutableRawPointer(mutating: source.baseAddress)?.advanced(by: position)
          .assumingMemoryBound(to: CChar.self)
        var inputLeft = source.count - position
        var room = UnsafeMutableRawPointer(target.baseAddress)?.advanced(by: held)
          .assumingMemoryBound(to: CChar.self)
        var roomLeft = target.count - held
        let result = iconv(state, &input, &inputLeft, &room, &roomLeft)
        let code = result == -1 ? errno : 0
        return (source.count - position - inputLeft, target.count - held - roomLeft, code)
      }
    }
  }

  private func notRead(_ text: ArraySlice<UInt8>, at place: Int) -> FileError {
    let bytes = text.prefix(2).map { String($0, radix: 16, uppercase: true) }
    return FileError(
      path: path, expected: expected,
      found: "bytes that are not, \(bytes.joined(separator: " ")) at byte \(place)",
      remedy: "save the file as UTF-8, for instance with iconv -f ENCODING -t UTF-8")
  }
}
