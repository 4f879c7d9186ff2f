#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Calls of the system whose names our own methods have too, repeated where a signal interrupts
/// them: −1, and `errno`, where they fail.
package enum SystemCall {
  package static func read(
    _ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      retryingOnInterrupt { Glibc.read(descriptor, target, count) }
    #elseif canImport(Musl)
      retryingOnInterrupt { Musl.read(descriptor, target, count) }
    #else
      retryingOnInterrupt { Darwin.read(descriptor, target, count) }
    #endif
  }

  package static func write(_ descriptor: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      retryingOnInterrupt { Glibc.write(descriptor, source, count) }
    #elseif canImport(Musl)
      retryingOnInterrupt { Musl.write(descriptor, source, count) }
    #else
      retryingOnInterrupt { Darwin.write(descriptor, source, count) }
    #endif
  }
}
