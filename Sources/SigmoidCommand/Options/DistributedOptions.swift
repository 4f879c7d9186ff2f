import ArgumentParser

/// Whether several processes train together.
struct DistributedOptions: ParsableArguments {
  #if MPI
    @Flag(
      help: ArgumentHelp(
        "Train in all processes that mpirun has started, each on its part of the examples.",
        discussion: """
          The model is the same, bit for bit, for any number of processes. The first one prints and \
          writes.
          """))
    var distributed = false
  #else
    @Flag(help: .hidden)
    var distributed = false

    func validate() throws {
      guard !distributed else {
        throw ValidationError(
          "--distributed: expected a command built with MPI, found one without; build it with "
            + "'swift build -c release --traits MPI', or 'make mpi'")
      }
    }
  #endif

  /// Runs `body` in every process.
  func run(_ body: (TrainingProcesses) throws -> Void) throws {
    #if MPI
      if distributed { return try TrainingProcesses.run(body) }
    #endif
    try body(.alone)
  }
}
