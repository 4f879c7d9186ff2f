import SigmoidExamples
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A small HTTP/1.1 server on the loopback interface, for tests that need a network which
/// misbehaves on purpose. One thread a connection; it serves until `stop()`.
package final class LocalServer: Sendable {
  /// What a path is answered with.
  package enum Answer: Sendable {
    case body([UInt8])
    /// Announces the whole length and closes after this many bytes.
    case truncated([UInt8], after: Int)
    /// This status with an empty body.
    case status(Int)
    /// To another path or address.
    case redirect(String)
    /// Takes the request and never answers.
    case hang
    /// One byte at a time, with this pause between.
    case drip([UInt8], milliseconds: UInt32)
    /// Zeros without end, and no length announced.
    case endless
  }

  package let port: UInt16
  private let listener: Int32
  private let answers: Mutex<[String: Answer]>
  private let asked = Mutex<[String]>([])
  private let stopping = Atomic<Bool>(false)

  package struct Failure: Error {
    let call: String
    let code: Int32
  }

  /// Listens on a port that the system chooses.
  /// - Parameter answers: by path, "/name"; any other path is a 404.
  package init(_ answers: [String: Answer]) throws {
    self.answers = Mutex(answers)
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard listener >= 0 else { throw Failure(call: "socket", code: errno) }
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = self.listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard bound else {
      let code = errno
      close(listener)
      throw Failure(call: "bind", code: code)
    }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in acceptAll() }
  }

  /// Ends the thread that accepts; connections end when their client does.
  package func stop() {
    guard !stopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// "http://127.0.0.1:port".
  package var address: String { "http://127.0.0.1:\(port)" }

  /// The paths asked for so far, in order.
  package var requests: [String] { asked.withLock { $0 } }

  private func acceptAll() {
    while !stopping.load(ordering: .sequentiallyConsistent) {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      Thread.detachNewThread { [self] in
        serve(connection)
        close(connection)
      }
    }
    close(listener)
  }

  private func serve(_ connection: Int32) {
    var request: [UInt8] = []
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard let bytes = receive(connection), request.count < 1 << 16 else { return }
      request += bytes
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ")
    guard words.count > 1 else { return }
    let path = String(words[1])
    asked.withLock { $0.append(path) }
    reply(to: connection, with: answers.withLock { $0[path] } ?? .status(404))
  }

  private func reply(to connection: Int32, with answer: Answer) {
    switch answer {
    case .body(let body):
      _ = send(connection, head(200, length: body.count)) && send(connection, body)
    case .truncated(let body, let count):
      _ = send(connection, head(200, length: body.count)) && send(connection, body.prefix(count))
    case .status(let status):
      _ = send(connection, head(status, length: 0))
    case .redirect(let target):
      _ = send(connection, head(302, length: 0, extra: "Location: \(target)\r\n"))
    case .hang:
      while receive(connection) != nil {}
    case .drip(let body, let pause):
      guard send(connection, head(200, length: body.count)) else { return }
      for byte in body {
        guard send(connection, [byte]) else { return }
        usleep(pause * 1000)
      }
    case .endless:
      guard send(connection, head(200, length: nil)) else { return }
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      while send(connection, zeros) {}
    }
  }

  private func head(_ status: Int, length: Int?, extra: String = "") -> String.UTF8View {
    let size = length.map { "Content-Length: \($0)\r\n" } ?? ""
    return "HTTP/1.1 \(status) Answer\r\n\(size)\(extra)Connection: close\r\n\r\n".utf8
  }

  /// nil at the end.
  private func receive(_ connection: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(connection, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// false when the client has gone.
  private func send(_ connection: Int32, _ bytes: some Sequence<UInt8>) -> Bool {
    let bytes = Array(bytes)
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        sendto(
          connection, all.baseAddress.map { $0 + sent }, bytes.count - sent, flags, nil, 0)
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
