import ArgumentParser
import SigmoidExamples
import SigmoidLinear

#if MPI
  import SigmoidMPI
#endif

/// The processes that a training is run by: one, unless MPI has started several.
struct TrainingProcesses {
  /// How the others are reached.
  let communicator: any Communicator
  /// Of one process, those on the same machine.
  let localRanks: Int
  /// Threads for each, so that all together have one a core.
  let threads: Int

  var ranks: Int { communicator.ranks }
  /// The one that prints and writes.
  var isFirst: Bool { communicator.rank == 0 }

  static let alone = TrainingProcesses(
    communicator: SingleProcess(), localRanks: 1, threads: BLASThreads.available)

  private init(communicator: any Communicator, localRanks: Int, threads: Int) {
    self.communicator = communicator
    self.localRanks = localRanks
    self.threads = threads
  }

  /// Runs work that may fail in one process: then it fails in all.
  func collectively<Result: ~Copyable>(_ work: () throws -> Result) throws -> Result {
    try communicator.collectively(work)
  }

  /// Whether a signal has asked any process for an end, which is then known to all. A signal that
  /// comes while they agree is for the next time: nobody may end alone.
  func agreeOnInterruption() -> Bool {
    guard ranks > 1 else { return Interruption.asked != 0 }
    let signals = communicator.allGather(Interruption.asked)
    guard let first = signals.first(where: { $0 != 0 }) else { return false }
    Interruption.adopt(first)
    return true
  }
}

#if MPI
  extension TrainingProcesses {
    /// Runs `body` in every process that MPI has started: the first one says and writes all there is,
    /// the others nothing. An error in one ends all.
    static func run(_ body: (TrainingProcesses) throws -> Void) throws {
      let mpi = MPICommunicator()
      defer { mpi.end() }
      if mpi.rank > 0 { Terminal.mute() }
      do {
        let processes = TrainingProcesses(mpi)
        try checkOptions(mpi)
        try body(processes)
      } catch {
        // All have failed, or come to the end, together; or this one alone, and the others wait for
        // what it will never send.
        guard mpi.meet() else {
          Terminal.unmute()
          Terminal.error("rank \(mpi.rank) on \(mpi.host): \(error)")
          return mpi.abort(status: 1)
        }
        guard mpi.rank > 0 else { throw error }
      }
    }

    private init(_ mpi: MPICommunicator) {
      communicator = mpi
      let hosts = mpi.allGather([mpi.host]).flatMap { $0 }
      localRanks = hosts.count { $0 == hosts[mpi.rank] }
      // What starts the processes may have bound each to cores of its own, or some to the same ones.
      let cores = zip(hosts, mpi.allGather(mpi.cores)).map { (host: $0, cores: $1) }
      let sharing = cores.count { $0 == cores[mpi.rank] }
      threads = max(1, BLASThreads.available / sharing)
    }

    /// Refuses processes that were started with other options, or compute with other kernels: their
    /// bits would be others.
    private static func checkOptions(_ mpi: MPICommunicator) throws {
      var options: [String] = []
      var arguments = CommandLine.arguments.dropFirst()[...]
      while let argument = arguments.popFirst() {
        // As many threads as each has cores.
        if argument == "--threads" {
          _ = arguments.popFirst()
        } else if !argument.hasPrefix("--threads=") {
          options.append(argument)
        }
      }
      let facts = [
        ("the options", options.joined(separator: " ")), ("version", Sigmoid.version),
        ("kernels", "\(KernelLevel.current)"), ("BLAS kernels", BLASLibrary.kernels),
        ("BLAS", BLASLibrary.configuration),
      ]
      let all = mpi.allGather(facts.map(\.1))
      for (index, (name, _)) in facts.enumerated() {
        guard let rank = all.firstIndex(where: { $0[index] != all[0][index] }) else { continue }
        throw RunFailure(
          description:
            "rank \(rank): expected \(name) '\(all[0][index])', as rank 0 has, found "
            + "'\(all[rank][index])'; start all processes with the same options and software"
            + (name.hasSuffix("ernels")
              ? ", with \(KernelOption.variable) and OPENBLAS_CORETYPE set to what all CPUs have"
              : ""))
      }
    }
  }
#endif
