import NIOCore
import NIOHTTP1

/// One connection: collects a request within the limits, has it answered, and begins anew.
final class HTTPExchange: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let service: PredictionService
  private let limits: ServerLimits
  private let held: HeldBytes
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var deadline: Scheduled<Void>?
  /// What came after an answer that ends the connection is passed over.
  private var isEnding = false

  init(_ service: PredictionService, _ limits: ServerLimits, _ held: HeldBytes) {
    self.service = service
    self.limits = limits
    self.held = held
  }

  func channelActive(context: ChannelHandlerContext) {
    expectRequest(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    forgetBody()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isEnding else { return }
    switch Self.unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let part): append(part, context)
    case .end: finish(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isEnding, let error = error as? HTTPParserError else {
      context.close(promise: nil)
      return
    }
    let isTooLarge = error == .headerOverflow
    refuse(
      isTooLarge ? 431 : 400,
      isTooLarge
        ? "the head: expected at most \(limits.headBytes) bytes, found more"
        : "expected a request of HTTP/1.1, found something else", context)
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    // Its sender takes no answers: they must not pile up.
    guard context.channel.isWritable else {
      context.close(promise: nil)
      return
    }
    self.head = head
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
      length > limits.bodyBytes
    {
      return refuseBody(context)
    }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      let goOn = HTTPResponseHead(version: head.version, status: .continue)
      context.writeAndFlush(Self.wrapOutboundOut(.head(goOn)), promise: nil)
    }
  }

  private func append(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
    guard body.count + part.readableBytes <= limits.bodyBytes else { return refuseBody(context) }
    guard held.take(part.readableBytes) else {
      return refuse(503, "too many requests at a time; try again", context)
    }
    body.append(contentsOf: part.readableBytesView)
  }

  private func refuseBody(_ context: ChannelHandlerContext) {
    refuse(413, "the body: expected at most \(limits.bodyBytes) bytes, found more", context)
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let head else { return }
    let request = PredictionRequest(
      method: head.method.rawValue, target: head.uri, host: head.headers.first(name: "host"),
      contentType: head.headers.first(name: "content-type"), body: body)
    forgetBody()
    let answer = service.answer(request)
    write(answer, keepsConnection: head.isKeepAlive, isHeadOnly: head.method == .HEAD, context)
    self.head = nil
  }

  /// Answers with an error and ends the connection: what is left of the request is not read.
  private func refuse(_ status: Int, _ message: String, _ context: ChannelHandlerContext) {
    forgetBody()
    write(.error(status, message), keepsConnection: false, isHeadOnly: false, context)
  }

  private func write(
    _ answer: PredictionAnswer, keepsConnection: Bool, isHeadOnly: Bool,
    _ context: ChannelHandlerContext
  ) {
    isEnding = !keepsConnection
    var fields = HTTPHeaders()
    fields.add(name: "Content-Type", value: answer.contentType)
    fields.add(name: "Content-Length", value: "\(answer.body.count)")
    fields.add(name: "Cache-Control", value: "no-store")
    fields.add(name: "X-Content-Type-Options", value: "nosniff")
    if let allow = answer.allow { fields.add(name: "Allow", value: allow) }
    fields.add(name: "Connection", value: keepsConnection ? "keep-alive" : "close")
    let line = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: fields)
    context.write(Self.wrapOutboundOut(.head(line)), promise: nil)
    if !isHeadOnly {
      let bytes = context.channel.allocator.buffer(bytes: answer.body)
      context.write(Self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }
    schedule(limits.answerSeconds, context) { $1.close(promise: nil) }
    let this = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { _ in
      let (exchange, context) = this.value
      if keepsConnection { exchange.expectRequest(context) } else { context.close(promise: nil) }
    }
  }

  /// Until the next request is whole.
  private func expectRequest(_ context: ChannelHandlerContext) {
    schedule(limits.requestSeconds, context) { exchange, context in
      guard exchange.head != nil else { return context.close(promise: nil) }
      exchange.refuse(408, "expected a whole request in time, found a part", context)
    }
  }

  private func schedule(
    _ seconds: Double, _ context: ChannelHandlerContext,
    _ action: @escaping @Sendable (HTTPExchange, ChannelHandlerContext) -> Void
  ) {
    deadline?.cancel()
    let this = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
      action(this.value.0, this.value.1)
    }
  }

  private func forgetBody() {
    held.give(body.count)
    body = []
  }
}
