/// What clients may take of the server.
package struct ServerLimits: Sendable {
  /// Connections at a time; more wait until one ends.
  package var connections = 12_000
  /// Of the line and the fields of a request, in bytes.
  package var headBytes = 16 << 10
  /// Of the body of a request, in bytes.
  package var bodyBytes = 1 << 20
  /// Of the bodies and the answers that are held at a time, beyond what is each one's own, in
  /// bytes.
  package var heldBytes = 64 << 20
  /// Of a body, and of an answer, so much every connection has room for besides, in bytes: who asks
  /// for one prediction is answered whatever others hold.
  package var ownBytes = 4 << 10
  /// Requests that a connection may send ahead of their answers.
  package var pipelinedRequests = 64
  /// Requests that wait for a thread, or have one, at a time.
  package var waitingRequests = 256
  /// For a request to arrive whole, and, between two, for the next to begin.
  package var requestSeconds = 10.0
  /// For a client to take an answer, from when it has asked.
  package var answerSeconds = 30.0
  /// For the answers under way, once the server is to end.
  package var endSeconds = 2.0
  /// Of the room that the system has for what a client has not yet taken, in bytes.
  package var socketBytes = 128 << 10

  package init() {}
}
