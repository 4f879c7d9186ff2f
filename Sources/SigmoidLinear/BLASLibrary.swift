import COpenBLAS

/// The version and the kernels of the linked OpenBLAS.
package enum BLASLibrary {
  /// The kernels in use: `Haswell`, `Zen`, `SkylakeX`, …
  package static var kernels: String { String(cString: openblas_get_corename()) }

  /// Version and build options, as OpenBLAS prints them.
  package static var configuration: String { String(cString: openblas_get_config()) }
}
