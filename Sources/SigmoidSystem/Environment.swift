#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The variables that the process was started with.
package enum Environment {
  /// Nil where it is not set; one that is set to nothing is empty.
  package static func value(of name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
