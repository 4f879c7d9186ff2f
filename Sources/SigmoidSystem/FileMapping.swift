/// Whether the bytes of a file are mapped instead of read: they are in memory only while they are
/// touched, and a file may be larger than the memory.
///
/// A file that is cut while it is mapped ends the process by SIGBUS, when what is gone is touched. One that
/// changes otherwise is noticed by `MappedFiles`.
public enum FileMapping: Sendable {
  /// Mapped when it is larger than half the memory that is available.
  case automatic
  /// Mapped, or refused where it cannot be.
  case always
  /// Mapped if it can be.
  case wherePossible
  /// Read, whatever its size.
  case never

  /// - Parameter size: of the file, in bytes.
  public func isWanted(for size: Int) -> Bool {
    switch self {
    case .always, .wherePossible: true
    case .never: false
    case .automatic: AvailableMemory.bytes().map { size > $0 / 2 } ?? false
    }
  }
}
