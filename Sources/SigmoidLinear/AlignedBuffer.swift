import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A block of memory: zeroed, 64-byte aligned, freed with its last owner. It is a value: copies share
/// the block until one of them is written to.
///
/// Large blocks come from the kernel as zero pages, so that untouched parts cost nothing, and ask
/// for huge pages: a pass over 188 MB in 4 KiB pages spends a tenth of its time in page walks.
///
/// A buffer may also be a memory-mapped file: its bytes are read from the disk, or from the
/// system's cache, when they are touched, and `didRead` releases their pages.
package struct AlignedBuffer: Sendable {
  private var block: Block

  static let alignment = 64
  private static let hugePage = 2 << 20

  /// Stops the program when there is no memory; `init?(ifAvailable:)` is for sizes from outside.
  package init(byteCount: Int) {
    guard let buffer = AlignedBuffer(ifAvailable: byteCount) else {
      fatalError("no memory for a buffer of \(byteCount) bytes")
    }
    self = buffer
  }

  /// nil when the system cannot give `byteCount` bytes.
  package init?(ifAvailable byteCount: Int) {
    require(byteCount >= 0, "a buffer of \(byteCount) bytes")
    guard byteCount >= Self.hugePage else {
      block = Block(byteCount: byteCount)
      return
    }
    let (length, overflow) = byteCount.addingReportingOverflow(Self.hugePage)
    guard !overflow,
      let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      start != MAP_FAILED
    else { return nil }
    let address = UInt(bitPattern: start)
    let aligned = (address + UInt(Self.hugePage) - 1) & ~UInt(Self.hugePage - 1)
    block = Block(
      byteCount: byteCount, base: start + Int(aligned - address),
      mapping: UnsafeMutableRawBufferPointer(start: start, count: length), isFile: false)
    #if canImport(Glibc) || canImport(Musl)
      madvise(block.base, byteCount, MADV_HUGEPAGE)
    #endif
  }

  /// The first bytes of an open file, which may be closed meanwhile; nil when it cannot be mapped.
  ///
  /// Nothing is read yet. If the file is truncated while it is mapped, touching the missing bytes
  /// ends the process with SIGBUS.
  package init?(mapping descriptor: Int32, byteCount: Int) {
    guard byteCount > 0,
      let start = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    block = Block(
      byteCount: byteCount, base: start,
      mapping: UnsafeMutableRawBufferPointer(start: start, count: byteCount), isFile: true)
  }

  package var byteCount: Int { block.byteCount }

  /// Whether the bytes are those of a file, which are only read.
  package var isFile: Bool { block.isFile }

  /// The bytes, for reading.
  package var unsafeBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: block.base, count: byteCount)
  }

  /// The bytes, for writing; valid while this value lives and is not copied.
  package var unsafeMutableBytes: UnsafeMutableRawBufferPointer {
    mutating get {
      require(!isFile, "a file that is mapped is only read")
      if !isKnownUniquelyReferenced(&block) {
        var own = AlignedBuffer(byteCount: byteCount)
        own.unsafeMutableBytes.copyMemory(from: unsafeBytes)
        block = own.block
      }
      return UnsafeMutableRawBufferPointer(start: block.base, count: byteCount)
    }
  }

  /// Of a file: has these bytes read ahead, in one go, and mapped.
  func willRead(_ bytes: Range<Int>) {
    guard isFile, let (start, count) = pages(bytes) else { return }
    #if canImport(Glibc) || canImport(Musl)
      // Since Linux 5.14: one call instead of many page faults.
      if madvise(start, count, Self.populateRead) == 0 { return }
    #endif
    madvise(start, count, MADV_WILLNEED)
  }

  /// Of a file: gives the memory of these bytes back, which the system's cache still has.
  func didRead(_ bytes: Range<Int>) {
    guard isFile, let (start, count) = pages(bytes) else { return }
    madvise(start, count, MADV_DONTNEED)
  }

  /// MADV_POPULATE_READ of <linux/mman.h>, which C libraries of 2022 do not name yet.
  private static let populateRead: Int32 = 22
  /// The part of the mapping that faults on these bytes may have brought in: where the cache has it,
  /// a fault maps up to a huge page around its place.
  private func pages(_ bytes: Range<Int>) -> (UnsafeMutableRawPointer, Int)? {
    guard !bytes.isEmpty else { return nil }
    let first = bytes.lowerBound & ~(Self.hugePage - 1)
    let end = min((bytes.upperBound + Self.hugePage - 1) & ~(Self.hugePage - 1), byteCount)
    return (block.base + first, end - first)
  }
}

/// The memory itself.
///
/// Sendable: it is written through a buffer that is its only owner, and else only read.
private final class Block: @unchecked Sendable {
  let byteCount: Int
  let base: UnsafeMutableRawPointer
  let isFile: Bool
  private let mapping: UnsafeMutableRawBufferPointer?
  /// What was allocated where nothing is mapped.
  private let allocation: UnsafeMutableRawPointer?

  init(
    byteCount: Int, base: UnsafeMutableRawPointer, mapping: UnsafeMutableRawBufferPointer,
    isFile: Bool
  ) {
    self.byteCount = byteCount
    self.base = base
    self.isFile = isFile
    self.mapping = mapping
    allocation = nil
  }

  /// Aligned here: what an allocator cuts off an aligned block it gives to others, and the gap that
  /// the block leaves is too small for the next one of its size.
  init(byteCount: Int) {
    let allocation = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount + AlignedBuffer.alignment, alignment: MemoryLayout<Int>.alignment)
    base = allocation.alignedUp(toMultipleOf: AlignedBuffer.alignment)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    self.byteCount = byteCount
    self.allocation = allocation
    isFile = false
    mapping = nil
  }

  deinit {
    if let mapping {
      munmap(mapping.baseAddress, mapping.count)
    } else {
      allocation?.deallocate()
    }
  }
}
