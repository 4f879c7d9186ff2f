import SigmoidExamples
import SigmoidSystem

/// The examples of an IDX or `.npy` file in blocks: each becomes a small file of the same type,
/// which the readers of whole files turn into features.
struct ArrayBlocks: ~Copyable {
  let examples: Int
  private var stream: ByteStream
  private let header: ArrayHeader
  private let scale: Double?
  private let exampleBytes: Int
  private let blockExamples: Int
  private var done = 0
  /// Of an array in Fortran order, the file, where it can be read by position.
  private let columns: FortranColumns?

  /// The most bytes of a block, and of one example.
  private static let mostBytes = 64 << 20

  init(
    _ stream: consuming ByteStream, _ file: ReadRequest, blockExamples: Int
  ) throws(FileError) {
    let header = try ArrayHeader(&stream, format: file.format)
    let shape = IDXHeader.text(header.dimensions)
    guard header.dimensions.count >= 2 else {
      throw FileError(
        path: stream.path, expected: "a table or images: two or more dimensions, examples first",
        found: "\(shape)", remedy: "check that these are not the labels")
    }
    let examples = header.dimensions[0]
    guard let bytes = IDXHeader.product(header.dimensions.dropFirst() + [header.elementSize]),
      (1...Self.mostBytes).contains(bytes), IDXHeader.product([bytes, examples]) != nil
    else {
      throw FileError(
        path: stream.path, expected: "examples of 1 to \(Self.mostBytes) bytes",
        found: "a header that claims \(shape)",
        remedy: "the header is damaged: copy or save the file again")
    }
    let columns =
      header.isFortranOrder && file.format == .npy
      ? try FortranColumns(file.path, header, exampleBytes: bytes, stream.stamp) : nil
    self.examples = examples
    exampleBytes = bytes
    // Examples in Fortran order do not lie one after the other: all are one block.
    self.blockExamples =
      header.isFortranOrder && columns == nil
      ? examples : min(blockExamples, max(1, Self.mostBytes / bytes))
    self.columns = columns
    scale = file.scale ?? (header.isRaw ? file.rawScale : nil)
    self.header = header
    self.stream = stream
  }

  mutating func next() throws(FileError) -> (any ReadStorage)? {
    guard done < examples else {
      try checkEnd()
      return nil
    }
    let count = min(blockExamples, examples - done)
    let contents =
      if let columns {
        try columns.block(done..<done + count, header)
      } else {
        try header.isFortranOrder ? whole() : block(of: count)
      }
    done += count
    let features = try header.features(contents)
    guard let scale else { return features }
    return features.scaled(by: scale)
  }

  /// A file of the next examples.
  private mutating func block(of count: Int) throws(FileError) -> FileContents {
    let head = header.bytes(examples: count)
    let size = head.count + count * exampleBytes
    var buffer = try FileContents.allocate(size, path: stream.path)
    let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer.unsafeMutableBytes[..<size])
    bytes.copyBytes(from: head)
    let read = try stream.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[head.count...]))
    guard head.count + read == size else { throw cutShort(after: read) }
    return FileContents(path: stream.path, buffer: buffer, count: size)
  }

  /// The whole file, read piece by piece: what its header claims may not be there.
  private mutating func whole() throws(FileError) -> FileContents {
    var bytes = header.bytes
    let size = bytes.count + examples * exampleBytes
    while bytes.count < size {
      let held = bytes.count
      let piece = min(size - held, Self.mostBytes)
      bytes += [UInt8](repeating: 0, count: piece)
      let read = try stream.fill(&bytes, from: held)
      guard read == piece else { throw cutShort(after: held - header.bytes.count + read) }
    }
    return try FileContents(name: stream.path, bytes: bytes)
  }

  private func cutShort(after bytes: Int) -> FileError {
    FileError(
      path: stream.path,
      expected: "\(examples) examples of \(exampleBytes) bytes, as its header claims",
      found: "the end in example \(done + bytes / exampleBytes) (from 0)",
      remedy: "the file is cut short: copy or save it again")
  }

  private mutating func checkEnd() throws(FileError) {
    if let columns { return try columns.checkUnchanged() }
    var rest: [UInt8] = [0]
    guard try stream.fill(&rest, from: 0) == 0 else {
      try stream.checkUnchanged()
      throw FileError(
        path: stream.path, expected: "the end after \(examples) examples, as its header claims",
        found: "more bytes", remedy: "the file is damaged or two files were joined: save it again")
    }
  }
}
