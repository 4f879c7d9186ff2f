import SigmoidExamples

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Elements between pages that cannot be read or written, so that an access outside them crashes.
///
/// They lie against one of the two pages; what is left of their own pages holds a pattern, which
/// tells of writes on the other side.
package final class GuardedMemory<Element: BitwiseCopyable> {
  /// The page that the elements touch.
  package enum Side: CaseIterable, Sendable {
    case front, back
  }

  package let elements: UnsafeMutableBufferPointer<Element>
  private let map: UnsafeMutableRawBufferPointer
  private let body: UnsafeMutableRawBufferPointer
  private let own: Range<Int>

  package init(_ values: [Element], against side: Side) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let bytes = values.count * MemoryLayout<Element>.stride
    let room = (bytes + page - 1) / page * page + page
    guard
      let start = mmap(
        nil, room + 2 * page, PROT_NONE, MAP_PRIVATE | anonymousMap, -1, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1),
      mprotect(start + page, room, PROT_READ | PROT_WRITE) == 0
    else { fatalError("no memory for \(values.count) elements: errno \(errno)") }
    map = UnsafeMutableRawBufferPointer(start: start, count: room + 2 * page)
    body = UnsafeMutableRawBufferPointer(rebasing: map[page..<page + room])
    memset(start + page, Int32(Self.pattern), room)
    let first = side == .front ? 0 : room - bytes
    own = first..<first + bytes
    let base = (start + page + first).bindMemory(to: Element.self, capacity: values.count)
    elements = UnsafeMutableBufferPointer(start: base, count: values.count)
    _ = elements.update(fromContentsOf: values)
  }

  deinit { munmap(map.baseAddress, map.count) }

  package var base: UnsafeMutablePointer<Element> {
    guard let base = elements.baseAddress else { fatalError("no memory") }
    return base
  }

  package var values: [Element] { Array(elements) }

  /// Whether nothing wrote beside the elements.
  package var isIntact: Bool {
    let rest = [body[..<own.lowerBound], body[own.upperBound...]]
    return rest.allSatisfy { part in
      let part = UnsafeRawBufferPointer(rebasing: part)
      guard let first = part.baseAddress, part.count > 0 else { return true }
      // All the same, since each byte is the one before it.
      return part[0] == Self.pattern && memcmp(first, first + 1, part.count - 1) == 0
    }
  }

  private static var pattern: UInt8 { 0xA5 }
}

#if canImport(Darwin)
  private let anonymousMap = MAP_ANON
#else
  private let anonymousMap = MAP_ANONYMOUS
#endif
