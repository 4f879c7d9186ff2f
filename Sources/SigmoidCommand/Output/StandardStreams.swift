#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What whoever starts the command may have left in a bad state, put right before anything is opened
/// or written.
enum StandardStreams {
  static func prepare() {
    // A file larger than the limit (RLIMIT_FSIZE) is an error to be told, and nothing to die of.
    signal(SIGXFSZ, SIG_IGN)
    // Where a stream is closed, the next file that is opened would get its number, and with it what
    // is written to the stream. Opened the wrong way round, the stream fails as a closed one does.
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
