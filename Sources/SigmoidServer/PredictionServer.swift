import SigmoidSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 server (RFC 9112) in front of a `PredictionService`, for trying a model.
package struct PredictionServer: Sendable {
  package let service: PredictionService
  package let limits: ServerLimits

  package init(_ service: PredictionService, limits: ServerLimits = ServerLimits()) {
    self.service = service
    self.limits = limits
  }

  /// Serves until `isOver` says so, which is asked ten times a second. Then no new request is
  /// taken, and those under way have `limits.endSeconds`.
  /// - Parameters:
  ///   - host: an address or a name of this machine.
  ///   - port: 0 for any that is free.
  ///   - warn: called at most once, on any thread, with a sentence for a person, where the system
  ///     has too few descriptors for the connections that come.
  ///   - whenReady: called once, with the port, when requests are taken.
  /// - Throws: `FileError` where the address cannot be had, or no descriptors for a server at all.
  package func run(
    host: String, port: Int, warn: @escaping @Sendable (String) -> Void = { _ in },
    whenReady: (Int) throws -> Void, until isOver: @escaping @Sendable () -> Bool
  ) throws {
    let cores = System.coreCount
    let descriptors = Descriptors.raised(
      to: limits.connections + Descriptors.Plan.ofALoop * cores + 128)
    let plan = try Descriptors.Plan(
      connections: limits.connections, loops: cores,
      free: descriptors - Descriptors.open(below: descriptors))
    let shortage = Shortage(wanted: limits.connections, room: plan.connections, warn)
    // Fewer than a few browsers have.
    if plan.connections < min(64, limits.connections) { shortage.tell() }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: plan.loops)
    // One core is left to the event loops, as far as there is more than one.
    let workers = Workers(threads: max(1, cores - 1), mostWaiting: limits.waitingRequests)
    defer {
      workers.end()
      try? group.syncShutdownGracefully()
    }
    let open = OpenConnections()
    let server = try listen(
      host: host, port: port, group: group, workers: workers, open: open,
      connections: plan.connections, shortage: shortage)
    try whenReady(server.localAddress?.port ?? port)
    let over = server.eventLoop.makePromise(of: Void.self)
    server.eventLoop.scheduleRepeatedTask(
      initialDelay: .milliseconds(100), delay: .milliseconds(100)
    ) { task in
      guard isOver() else { return }
      task.cancel()
      over.succeed(())
    }
    try over.futureResult.wait()
    try? server.close().wait()
    // What was accepted just now is among the open ones then.
    for loop in group.makeIterator() { try? loop.submit {}.wait() }
    open.end(within: limits.endSeconds)
  }

  private func listen(
    host: String, port: Int, group: MultiThreadedEventLoopGroup, workers: Workers,
    open: OpenConnections, connections: Int, shortage: Shortage
  ) throws -> any Channel {
    let held = HeldBytes(limit: limits.heldBytes)
    let (service, limits) = (service, limits)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ConnectionLimit(connections) {
              // Of a limit that is wanted nothing is to be said.
              if connections < limits.connections { shortage.tell() }
            },
            AcceptPause { shortage.tell() })
        }
      }
      .childChannelInitializer { channel in
        open.insert(channel)
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits.decoding)
          try pipeline.addHandlers(
            PipelineLimit(limits.pipelinedRequests), HTTPServerPipelineHandler(),
            HTTPExchange(service, limits, held, workers))
        }
      }
      .childChannelOption(.maxMessagesPerRead, value: 1)
      // One who has said all may still wait for the answer.
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.socketOption(.so_sndbuf), value: .init(limits.socketBytes))
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 4 << 10, high: 16 << 10))
    do {
      return try bootstrap.bind(host: host, port: port).wait()
    } catch {
      throw FileError(
        path: "\(host):\(port)", expected: "an address to serve at", found: "\(error)",
        remedy: "name another --port, or 0 for any free port, or another --host")
    }
  }
}

extension ServerLimits {
  fileprivate var decoding: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = headBytes
    limits.maxHeaderFieldSize = headBytes
    return limits
  }
}
