import NIOCore
import NIOHTTP1

/// Writes an answer to one request: at once, or a part at a time, each when the one before it has
/// gone out. So a client holds no more of an answer here than it has room for.
struct AnswerWriter {
  let context: ChannelHandlerContext
  let workers: Workers
  let share: HeldBytes.Share

  /// Why an answer has no end.
  private struct Forsaken: Error {}

  /// - Parameter isHead: whether the head alone is asked for, as by the method HEAD.
  /// - Returns: what comes true when the client has all of it.
  func write(
    _ answer: PredictionAnswer, version: HTTPVersion, isHead: Bool, keepsConnection: Bool
  ) -> EventLoopFuture<Void> {
    var fields = HTTPHeaders()
    fields.add(name: "Content-Type", value: answer.contentType)
    // Else the length is known only at the end: the parts are chunks, or, in HTTP/1.0, come until
    // the connection ends.
    if answer.rest == nil {
      fields.add(name: "Content-Length", value: "\(answer.body.readableBytes)")
    }
    fields.add(name: "Cache-Control", value: "no-store")
    fields.add(name: "X-Content-Type-Options", value: "nosniff")
    if let allow = answer.allow { fields.add(name: "Allow", value: allow) }
    fields.add(name: "Connection", value: keepsConnection ? "keep-alive" : "close")
    let line = HTTPResponseHead(
      version: answer.rest == nil ? .http1_1 : version,
      status: HTTPResponseStatus(statusCode: answer.status), headers: fields)
    context.write(HTTPExchange.wrapOutboundOut(.head(line)), promise: nil)
    guard !isHead else { return end() }
    guard let rest = answer.rest else {
      context.write(HTTPExchange.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
      return end()
    }
    return flush(answer.body, before: rest)
  }

  private func end() -> EventLoopFuture<Void> {
    context.writeAndFlush(HTTPExchange.wrapOutboundOut(.end(nil)))
  }

  private func flush(_ part: ByteBuffer, before rest: PredictionText?) -> EventLoopFuture<Void> {
    let flushed = context.writeAndFlush(HTTPExchange.wrapOutboundOut(.body(.byteBuffer(part))))
    return flushed.assumeIsolated().flatMap {
      guard let rest else { return end() }
      return goOn(rest)
    }.nonisolated()
  }

  private func goOn(_ text: PredictionText) -> EventLoopFuture<Void> {
    let share = share
    return workers.goOn(context.eventLoop) { share.isForsaken ? nil : text.part() }
      .assumeIsolated().flatMap { part in
        guard let part else { return context.eventLoop.makeFailedFuture(Forsaken()) }
        return flush(part.text, before: part.rest)
      }.nonisolated()
  }
}
