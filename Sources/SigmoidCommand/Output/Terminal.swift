import SigmoidExamples
import SigmoidSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The two streams of the command: results on standard output, all else on standard error.
enum Terminal {
  /// Whether a person watches standard error, on a terminal that can erase a line.
  static let isInteractive =
    isatty(STDERR_FILENO) == 1 && Environment.value(of: "TERM") != "dumb"

  /// Bold, red and the like are for terminals whose owner has not said no (no-color.org).
  static let hasColour = isInteractive && wantsColour

  /// Whether the owner of a terminal has not said no.
  static let wantsColour = Environment.value(of: "NO_COLOR")?.isEmpty ?? true

  /// Says nothing any more, on either stream: another process says it all.
  static func mute() { isMuted.store(true, ordering: .relaxed) }

  static func unmute() { isMuted.store(false, ordering: .relaxed) }

  /// A result. Fails where it cannot be written: half a result is none.
  static func result(_ text: String) throws {
    try write(text.harmless + "\n")
  }

  /// A piece of a result, as it is; on a terminal without what this would take for commands.
  static func write(_ text: String) throws {
    try draw(isOutputTerminal ? text.harmless : text)
  }

  private static let isOutputTerminal = isatty(STDOUT_FILENO) == 1

  /// Lines that are drawn for a terminal, with commands of our own.
  static func draw(_ text: String) throws {
    var bytes = text[...].utf8
    let failed = bytes.withContiguousStorageIfAvailable { writeAll(STDOUT_FILENO, $0) }
    if let failed {
      if !failed { throw outputFailure() }
      return
    }
    let copy = Array(bytes)
    bytes = ""[...].utf8
    if !copy.withUnsafeBufferPointer({ writeAll(STDOUT_FILENO, $0) }) { throw outputFailure() }
  }

  /// Bytes of a result, which are for a file or another program; the same on a terminal.
  static func write(_ bytes: [UInt8]) throws {
    guard !isOutputTerminal else { return try write(String(decoding: bytes, as: UTF8.self)) }
    if !bytes.withUnsafeBufferPointer({ writeAll(STDOUT_FILENO, $0) }) { throw outputFailure() }
  }

  /// Where standard output stands in a regular file, whose earlier bytes can be written anew; nil
  /// for a pipe, a terminal, and a file that is only added to.
  static var outputPlace: Int? {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND == 0
    else { return nil }
    let place = lseek(STDOUT_FILENO, 0, SEEK_CUR)
    return place < 0 ? nil : Int(place)
  }

  /// Writes bytes over those at a place of standard output.
  static func rewrite(_ bytes: [UInt8], at place: Int) throws {
    let written = bytes.withUnsafeBytes {
      pwrite(STDOUT_FILENO, $0.baseAddress, $0.count, off_t(place))
    }
    if written != bytes.count { throw outputFailure() }
  }

  static func note(_ text: String) { standardError(text.harmless + "\n") }

  /// Tells where an evaluation takes each example once though there are weights, or were in training.
  /// - Parameter inputs: of the training.
  static func noteOfWeights(_ examples: Examples, trainedOn inputs: Schema) {
    if examples.caseWeights == nil, let name = inputs.weightName {
      note(
        "note: \(examples.source.path): has no column \(name), which had the weights in training; each "
          + "example counts once in the evaluation")
    }
    guard examples.caseWeights != nil, examples.copies == nil else { return }
    note(
      "note: \(examples.source.path): weights that are no whole numbers; each example counts once in "
        + "the evaluation")
  }

  /// What of their files was ignored and may matter.
  static func notes(of examples: Examples) {
    for note in examples.notes { self.note("note: \(note.path): \(note.text)") }
  }

  static func error(_ text: String) {
    let mark = hasColour ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
    standardError("\(mark) \(text.harmless)\n")
  }

  static func warning(_ text: String) {
    let mark = hasColour ? "\u{1B}[1;33mwarning:\u{1B}[0m" : "warning:"
    standardError("\(mark) \(text.harmless)\n")
  }

  /// Nobody is left to tell when standard error itself cannot be written.
  static func standardError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBufferPointer { writeAll(STDERR_FILENO, $0) }
  }

  /// Columns of the terminal on standard error; 80 where it does not say.
  static var columns: Int {
    let columns = size.ws_col
    return columns > 0 ? Int(columns) : 80
  }

  /// Lines of the terminal on standard error; 24 where it does not say.
  static var rows: Int {
    let rows = size.ws_row
    return rows > 0 ? Int(rows) : 24
  }

  /// All 0 where there is no terminal.
  private static var size: winsize {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? size : winsize()
  }

  private static func outputFailure() -> RunFailure {
    if errno == EPIPE {
      // Its reader has seen enough, and the signal that says so was ignored by who started us.
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    return RunFailure(
      description: "standard output: expected to write the result, found "
        + "'\(String(cString: strerror(errno)))'; send it to another file or disk")
  }

  private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = UnsafeRawBufferPointer(bytes)
    if isMuted.load(ordering: .relaxed) { return true }
    while !rest.isEmpty {
      let count = SystemCall.write(descriptor, rest.baseAddress, rest.count)
      guard count >= 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return true
  }
}

private let isMuted = Atomic<Bool>(false)
