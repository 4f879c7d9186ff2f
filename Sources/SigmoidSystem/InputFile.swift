#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file opened for reading, closed with its owner.
///
/// Bytes are read, not mapped, unless somebody maps `descriptor`: a file that shrinks meanwhile gives no
/// bus error. A regular file that is another when its end is read than when it was opened is refused:
/// what was read of it need not ever have stood there together.
package struct InputFile: ~Copyable {
  package let path: String
  /// Bytes in a regular file; nil for a pipe or a device, whose size nobody knows.
  package let size: Int?
  /// Of a regular file, as it was when it was opened.
  package let stamp: FileStamp?
  /// Closed with this value.
  package let descriptor: Int32

  /// - Throws: `FileError` when there is no such file, it is a folder, or it may not be read.
  package init(path: String, purpose: String = "a file") throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(
        path: path, expected: purpose, found: systemErrorText(),
        remedy: "check the path and its permissions")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let found = systemErrorText()
      close(descriptor)
      throw FileError(
        path: path, expected: purpose, found: found, remedy: "check the path and its permissions")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw FileError(
        path: path, expected: purpose, found: "a folder", remedy: "name a file inside it")
    }
    self.path = path
    let stamp = status.st_mode & S_IFMT == S_IFREG ? FileStamp(status) : nil
    self.stamp = stamp
    self.size = stamp?.size
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// To be asked by who has read what it wanted, and did not read to the end.
  /// - Throws: `FileError` when the file has changed since it was opened.
  package func checkUnchanged() throws(FileError) { try stamp?.check(descriptor, path: path) }

  /// Fills `buffer` from where the last read ended. Returns the number of bytes read, which is
  /// less than asked only at the end of the file.
  /// - Throws: `FileError` when the disk fails, and at the end of a file that has changed.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let meter = WorkMeter.current
    var total = 0
    while total < buffer.count {
      // Small enough for a live meter, and for one system call.
      let wanted = min(buffer.count - total, 1 << 24)
      let target = buffer.baseAddress.map { $0 + total }
      let count = SystemCall.read(descriptor, target, wanted)
      guard count >= 0 else {
        throw FileError(
          path: path, expected: "readable bytes", found: systemErrorText(),
          remedy: "check the disk it lies on")
      }
      if count == 0 {
        try stamp?.check(descriptor, path: path, isAtEnd: true)
        break
      }
      total += count
      meter?.advance(by: count)
    }
    return total
  }

  /// Some bytes of a regular file, wherever the last read ended; fewer than asked only at its end.
  package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { target, count in
      do throws(FileError) {
        count = try Self.read(
          descriptor, path: path, from: range.lowerBound,
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[..<range.count]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    if bytes.count < range.count { try checkUnchanged() }
    return bytes
  }

  /// The same into `target`, from any thread, while the file is open.
  /// - Returns: bytes that were read.
  package static func read(
    _ descriptor: Int32, path: String, from offset: Int,
    into target: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    var count = 0
    while count < target.count {
      let wanted = min(target.count - count, 1 << 30)
      let read = retryingOnInterrupt {
        pread(descriptor, target.baseAddress.map { $0 + count }, wanted, off_t(offset + count))
      }
      guard read >= 0 else {
        throw FileError(
          path: path, expected: "readable bytes", found: systemErrorText(),
          remedy: "check the disk it lies on")
      }
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Lets the next read begin at a place of a regular file.
  package func seek(to offset: Int) throws(FileError) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw FileError(
        path: path, expected: "a file that can be read from any place", found: systemErrorText(),
        remedy: "copy it to a disk")
    }
  }

  /// Everything from here to the end of the file.
  /// - Parameter limit: the most bytes that are taken in; a larger file is refused.
  /// - Throws: `FileError`, also when the file has changed since it was opened.
  package func readToEnd(limit: Int = .max) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One byte beyond the expected end shows that it is the end.
    var room = min(size ?? 1 << 16, limit - 1) + 1
    while true {
      let held = bytes.count
      if held == 0 {
        bytes = [UInt8](repeating: 0, count: room)
      } else {
        // While an array grows, the old one and the new one are there.
        try AvailableMemory.require(
          held + room, path: path, purpose: "its contents",
          remedy: "use a smaller file or a machine with more memory")
        bytes += [UInt8](repeating: 0, count: room)
      }
      var failure: FileError?
      let count = bytes.withUnsafeMutableBytes { all -> Int in
        let tail = UnsafeMutableRawBufferPointer(rebasing: all[held...])
        do throws(FileError) {
          return try read(into: tail)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      bytes.removeLast(room - count)
      guard bytes.count <= limit else {
        throw FileError(
          path: path, expected: "at most \(limit) bytes", found: "more",
          remedy: "check that this is the file you mean")
      }
      if count < room { return bytes }
      room = max(bytes.count, 1 << 16)
    }
  }
}
