import Files
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 server (RFC 9112) in front of a `PredictionService`, for trying a model.
public struct PredictionServer: Sendable {
  public let service: PredictionService
  public let limits: ServerLimits

  public init(_ service: PredictionService, limits: ServerLimits = ServerLimits()) {
    self.service = service
    self.limits = limits
  }

  /// Serves until `isOver` says so, which is asked ten times a second. Then no new request is
  /// taken, and those under way have `limits.endSeconds`.
  /// - Parameters:
  ///   - host: an address or a name of this machine.
  ///   - port: 0 for any that is free.
  ///   - whenReady: called once, with the port, when requests are taken.
  /// - Throws: `FileError` where the address cannot be had.
  public func run(
    host: String, port: Int, whenReady: (Int) throws -> Void,
    until isOver: @escaping @Sendable () -> Bool
  ) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    defer { try? group.syncShutdownGracefully() }
    let held = HeldBytes(limit: limits.heldBytes)
    let openConnections = OpenConnections()
    let (service, limits) = (service, limits)
    let connections = min(limits.connections, Descriptors.raised(to: limits.connections + 64) - 64)
    var parsing = NIOHTTPDecoderLimitConfiguration()
    parsing.maxHeaderListSize = limits.headBytes
    parsing.maxHeaderFieldSize = limits.headBytes
    let decoding = parsing
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ConnectionLimit(connections), AcceptBackoffHandler())
        }
      }
      .childChannelInitializer { channel in
        openConnections.insert(channel)
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withErrorHandling: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding)
          try channel.pipeline.syncOperations.addHandler(HTTPExchange(service, limits, held))
        }
      }
      .childChannelOption(.maxMessagesPerRead, value: 1)
    let server: Channel
    do {
      server = try bootstrap.bind(host: host, port: port).wait()
    } catch {
      throw FileError(
        path: "\(host):\(port)", expected: "an address to serve at", found: "\(error)",
        remedy: "name another --port, or 0 for any that is free, or another --host")
    }
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
    openConnections.end(within: limits.endSeconds)
  }
}
