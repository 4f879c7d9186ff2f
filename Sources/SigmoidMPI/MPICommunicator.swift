import SigmoidSystem
import SigmoidExamples

#if MPI
  import CMPI
  import SigmoidExamples

  /// The communicator among the processes of an MPI run: `mpirun`, `mpiexec` or `srun` starts them, and
  /// ends all of them when one is gone.
  ///
  /// The only one of its process, used from one thread: MPI is begun once and ended once.
  package final class MPICommunicator: Communicator {
    package let rank: Int
    package let ranks: Int
    /// The machine.
    package let host: String
    /// A bit for each core that this process may run on; empty where no one can tell.
    package let cores: [UInt8]

    /// Begins MPI; without `mpirun` there is one process.
    package init() {
      sigmoid_mpi_begin()
      rank = Int(sigmoid_mpi_rank())
      ranks = Int(sigmoid_mpi_ranks())
      host = String(cString: sigmoid_mpi_host())
      var mask = [UInt8](repeating: 0, count: 1024)
      let used = sigmoid_mpi_cores(&mask, Int32(mask.count))
      cores = Array(mask.prefix(Int(used)))
    }

    package func allGather(_ bytes: [UInt8]) -> [[UInt8]] {
      var counts = [Int64](repeating: 0, count: ranks)
      sigmoid_mpi_gather_counts(Int64(bytes.count), &counts)
      var places = [Int32](repeating: 0, count: 2 * ranks)
      return Self.received(counts) { target in
        sigmoid_mpi_gather_bytes(bytes, counts, &places, target)
      }
    }

    package func allToAll(_ pieces: [[UInt8]]) -> [[UInt8]] {
      require(pieces.count == ranks, "\(pieces.count) pieces for \(ranks) ranks")
      let sent = pieces.map { Int64($0.count) }
      let total = sent.reduce(0, +)
      var pairs = [Int64](repeating: 0, count: 2 * ranks)
      sigmoid_mpi_swap_counts(sent.flatMap { [$0, total] }, &pairs)
      let counts = (0..<ranks).map { pairs[2 * $0] }
      let ofAll = (0..<ranks).reduce(0) { $0 + pairs[2 * $1 + 1] }
      var places = [Int32](repeating: 0, count: 4 * ranks)
      var all: [UInt8] = []
      all.reserveCapacity(Int(total))
      for piece in pieces { all += piece }
      return Self.received(counts) { target in
        sigmoid_mpi_swap_bytes(all, sent, counts, ofAll, &places, target)
      }
    }

    /// Waits until all processes are here; false when one of them is not within three seconds.
    package func meet() -> Bool { sigmoid_mpi_meet(3000) != 0 }

    /// Ends MPI; nothing can be exchanged afterwards.
    package func end() { sigmoid_mpi_end() }

    /// Ends all processes.
    package func abort(status: Int32) { sigmoid_mpi_abort(status) }

    /// Cuts what `receive` writes, one part after the other, into these parts.
    private static func received(
      _ counts: [Int64], _ receive: (UnsafeMutableRawPointer?) -> Void
    ) -> [[UInt8]] {
      var all = [UInt8](repeating: 0, count: Int(counts.reduce(0, +)))
      all.withUnsafeMutableBytes { receive($0.baseAddress) }
      var position = 0
      return counts.map { count in
        defer { position += Int(count) }
        return Array(all[position..<position + Int(count)])
      }
    }
  }
#endif
