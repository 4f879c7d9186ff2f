#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory of this process, as the kernel counts it.
enum ProcessMemory {
  static var peakResidentBytes: Int {
    var usage = rusage()
    #if canImport(Glibc)
      let this = __rusage_who_t(RUSAGE_SELF.rawValue)
    #else
      let this = RUSAGE_SELF
    #endif
    guard getrusage(this, &usage) == 0 else { return 0 }
    // Linux counts in KiB, Darwin in bytes.
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return usage.ru_maxrss * 1024
    #endif
  }
}
