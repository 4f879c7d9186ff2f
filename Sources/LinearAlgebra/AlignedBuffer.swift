#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The one owner of a block of memory: zeroed, 64-byte aligned, freed with its owner, never
/// copied by accident.
///
/// Large blocks come from the kernel as zero pages, so that untouched parts cost nothing, and ask
/// for huge pages: a pass over 188 MB in 4 KiB pages spends a tenth of its time in page walks.
///
/// Sendable: the pointer is owned by this value alone, and every access through it borrows or
/// mutates the value, which the compiler keeps exclusive.
public struct AlignedBuffer: ~Copyable, @unchecked Sendable {
  public let byteCount: Int
  private let base: UnsafeMutableRawPointer
  private let mapping: UnsafeMutableRawBufferPointer?

  static let alignment = 64
  private static let hugePage = 2 << 20

  /// Stops the program when there is no memory; `init?(ifAvailable:)` is for sizes from outside.
  public init(byteCount: Int) {
    guard let buffer = AlignedBuffer(ifAvailable: byteCount) else {
      fatalError("no memory for a buffer of \(byteCount) bytes")
    }
    self = buffer
  }

  /// nil when the system cannot give `byteCount` bytes.
  public init?(ifAvailable byteCount: Int) {
    precondition(byteCount >= 0, "a buffer of \(byteCount) bytes")
    self.byteCount = byteCount
    if byteCount >= Self.hugePage {
      let (length, overflow) = byteCount.addingReportingOverflow(Self.hugePage)
      guard !overflow,
        let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
        start != MAP_FAILED
      else { return nil }
      let address = UInt(bitPattern: start)
      let aligned = (address + UInt(Self.hugePage) - 1) & ~UInt(Self.hugePage - 1)
      base = start + Int(aligned - address)
      mapping = UnsafeMutableRawBufferPointer(start: start, count: length)
      #if canImport(Glibc) || canImport(Musl)
        madvise(base, byteCount, MADV_HUGEPAGE)
      #endif
    } else {
      base = .allocate(byteCount: max(byteCount, 1), alignment: Self.alignment)
      base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      mapping = nil
    }
  }

  deinit {
    if let mapping {
      munmap(mapping.baseAddress, mapping.count)
    } else {
      base.deallocate()
    }
  }

  /// The bytes, for reading.
  public var unsafeBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: byteCount)
  }

  /// The bytes, for writing; valid while this value lives.
  public var unsafeMutableBytes: UnsafeMutableRawBufferPointer {
    mutating get { UnsafeMutableRawBufferPointer(start: base, count: byteCount) }
  }
}
