import ArgumentParser

/// Whether several processes train together.
struct DistributedOptions: ParsableArguments {
  #if MPI
    @Flag(
      help: ArgumentHelp(
        "Train in all processes that mpirun started; each trains on its share of the examples.",
        discussion: """
          The model is the same, bit for bit, for any number of processes. Partial sums are \
          exchanged. Rank 0 prints and writes the results; if one process fails, all stop.
          """))
    var distributed = false
  #else
    @Flag(help: .hidden)
    var distributed = false

    func validate() throws {
      guard !distributed else {
        throw ValidationError(
          "--distributed: expected a build with MPI, found one without; build with "
            + "'make mpi', or 'swift build -c release --traits Command,MPI'")
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
