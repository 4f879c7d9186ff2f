/// What clients may take of the server.
public struct ServerLimits: Sendable {
  /// Connections at a time; more wait until one ends.
  public var connections = 12_000
  /// Of the line and the fields of a request, in bytes.
  public var headBytes = 16 << 10
  /// Of the body of a request, in bytes.
  public var bodyBytes = 1 << 20
  /// Of the bodies that are held at a time, in bytes.
  public var heldBytes = 64 << 20
  /// For a request to arrive whole, and, between two, for the next to begin.
  public var requestSeconds = 10.0
  /// For a client to take an answer.
  public var answerSeconds = 30.0
  /// For the answers under way, once the server is to end.
  public var endSeconds = 2.0

  public init() {}
}
