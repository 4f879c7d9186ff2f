import SigmoidExamples
import NIOCore
import NIOHTTP1

/// One connection: collects a request within the limits, has it answered, and begins anew.
final class HTTPExchange: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let service: PredictionService
  private let limits: ServerLimits
  private let held: HeldBytes
  private let workers: Workers
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  /// What is held for the request that comes in, or is answered.
  private var share: HeldBytes.Share?
  private var deadline: Scheduled<Void>?
  /// Answers that have not all gone out.
  private var unfinished = 0
  /// Whether a request is whole, and waits: until the client has taken the answers before, or for
  /// its turn.
  private var isDelayed = false
  /// Whether one was answered of those that came together.
  private var hadItsTurn = false
  /// What comes after an answer that ends the connection is passed over.
  private var isEnding = false
  /// Whether the client has said all it has to say. It may still listen.
  private var hasHalfClosed = false
  /// Bytes that came after such an answer.
  private var passedOver = 0

  /// So long a client that is refused may go on to send: one that is cut off may lose the answer.
  private static let lingerSeconds = 1.0

  init(
    _ service: PredictionService, _ limits: ServerLimits, _ held: HeldBytes, _ workers: Workers
  ) {
    self.service = service
    self.limits = limits
    self.held = held
    self.workers = workers
  }

  func channelActive(context: ChannelHandlerContext) {
    expectRequest(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    isEnding = true
    share?.forsake()
    share = nil
    forget()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = Self.unwrapInboundIn(data)
    guard !isEnding else { return passOver(part, context) }
    switch part {
    case .head(let head): begin(head, context)
    case .body(let part): append(part, context)
    case .end: finish(context)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    hadItsTurn = false
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if isDelayed, !isEnding, context.channel.isWritable { finish(context) }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed {
      hasHalfClosed = true
      if unfinished == 0, !isDelayed { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isEnding else { return }
    guard let error = error as? HTTPParserError else {
      context.close(promise: nil)
      return
    }
    let isTooLarge = error == .headerOverflow
    refuse(
      isTooLarge ? 431 : 400,
      isTooLarge
        ? "the head: expected at most \(limits.headBytes) bytes, found more; send fewer fields"
        : "expected a request of HTTP/1.1, found something else", context)
  }

  private func passOver(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    guard case .body(let bytes) = part else { return }
    passedOver += bytes.readableBytes
    if passedOver > limits.bodyBytes { context.close(promise: nil) }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = head
    share = HeldBytes.Share(of: held)
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
      length > limits.bodyBytes
    {
      return refuseBody(found: "\(length)", context)
    }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      let goOn = HTTPResponseHead(version: head.version, status: .continue)
      context.writeAndFlush(Self.wrapOutboundOut(.head(goOn)), promise: nil)
    }
  }

  private func append(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
    let size = body.count + part.readableBytes
    guard size <= limits.bodyBytes else { return refuseBody(found: "more", context) }
    guard let share, share.take(counted(size) - counted(body.count)) else {
      return refuse(503, Self.tooMany, context)
    }
    body.append(contentsOf: part.readableBytesView)
  }

  /// Of so many bytes those that count with what others hold.
  private func counted(_ bytes: Int) -> Int { max(0, bytes - limits.ownBytes) }

  private static let tooMany = "too many requests at a time; try again"

  private func refuseBody(found: String, _ context: ChannelHandlerContext) {
    refuse(
      413,
      "the body: expected at most \(limits.bodyBytes) bytes, found \(found); "
        + "send it in several requests", context)
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let head, let share else { return }
    schedule(limits.answerSeconds, context) { $1.close(promise: nil) }
    // Answers must not pile up for one who asks and asks, and takes none. Nor must others wait
    // until all is answered that one has asked in one go.
    isDelayed = hadItsTurn || !context.channel.isWritable
    guard !isDelayed else { return hadItsTurn ? takeTurn(context) : () }
    hadItsTurn = true
    let request = PredictionRequest(
      method: head.method.rawValue, target: head.uri, hosts: head.headers["host"],
      needsHost: (head.version.major, head.version.minor) >= (1, 1),
      contentType: head.headers.first(name: "content-type"), body: body)
    forget()
    guard !service.isQuick(request) else {
      return send(service.answer(request), to: head, share, context)
    }
    let service = service
    let answer = workers.begin(context.eventLoop) {
      share.isForsaken ? nil : service.answer(request)
    }
    guard let answer else { return refuse(503, Self.tooMany, context) }
    unfinished += 1
    answer.assumeIsolated().whenComplete { answer in
      self.unfinished -= 1
      guard case .success(let answer?) = answer else { return context.close(promise: nil) }
      self.send(answer, to: head, share, context)
    }
  }

  private func takeTurn(_ context: ChannelHandlerContext) {
    context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
      self.hadItsTurn = false
      if self.isDelayed, !self.isEnding { self.finish(context) }
    }
  }

  private func send(
    _ answer: PredictionAnswer, to head: HTTPRequestHead, _ share: HeldBytes.Share,
    _ context: ChannelHandlerContext
  ) {
    guard share.take(counted(answer.held)) else {
      return refuse(503, Self.tooMany, context)
    }
    // Without chunks, which are of HTTP/1.1, an answer of unknown length ends with the connection.
    let version = head.version == .http1_1 ? HTTPVersion.http1_1 : .http1_0
    let keepsConnection = head.isKeepAlive && (answer.rest == nil || version == .http1_1)
    isEnding = !keepsConnection
    unfinished += 1
    AnswerWriter(context: context, workers: workers, share: share)
      .write(
        answer, version: version, isHead: head.method == .HEAD,
        keepsConnection: keepsConnection
      )
      .assumeIsolated().whenComplete { result in
        self.unfinished -= 1
        // Another request may have begun.
        if self.share === share { self.share = nil }
        guard case .success = result, keepsConnection else { return context.close(promise: nil) }
        self.expectRequest(context)
      }
  }

  /// Answers with an error and ends the connection: what is left of the request is not read.
  private func refuse(_ status: Int, _ message: String, _ context: ChannelHandlerContext) {
    forget()
    share = nil
    isEnding = true
    unfinished += 1
    schedule(limits.answerSeconds, context) { $1.close(promise: nil) }
    AnswerWriter(context: context, workers: workers, share: HeldBytes.Share(of: held))
      .write(.error(status, message), version: .http1_1, isHead: false, keepsConnection: false)
      .assumeIsolated().whenComplete { _ in
        self.unfinished -= 1
        guard !self.hasHalfClosed else { return context.close(promise: nil) }
        self.schedule(Self.lingerSeconds, context) { $1.close(promise: nil) }
        context.close(mode: .output, promise: nil)
      }
  }

  /// Until the next request is whole, unless one is whole already.
  private func expectRequest(_ context: ChannelHandlerContext) {
    guard unfinished == 0, !isDelayed, !isEnding else { return }
    guard !hasHalfClosed else { return context.close(promise: nil) }
    schedule(limits.requestSeconds, context) { communicator, context in
      guard communicator.head != nil else { return context.close(promise: nil) }
      communicator.refuse(408, "expected a whole request in time, found a part", context)
    }
  }

  private func schedule(
    _ seconds: Double, _ context: ChannelHandlerContext,
    _ action: @escaping (HTTPExchange, ChannelHandlerContext) -> Void
  ) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated()
      .scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { action(self, context) }
  }

  /// The request, which is answered from here on, or is not.
  private func forget() {
    head = nil
    body = []
  }
}
