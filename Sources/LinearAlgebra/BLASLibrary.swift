import COpenBLAS

/// The version and the kernels of the linked OpenBLAS.
public enum BLASLibrary {
  /// The kernels in use: `Haswell`, `Zen`, `SkylakeX`, …
  public static var kernels: String { String(cString: openblas_get_corename()) }

  /// Version and build options, as OpenBLAS prints them.
  public static var configuration: String { String(cString: openblas_get_config()) }
}
