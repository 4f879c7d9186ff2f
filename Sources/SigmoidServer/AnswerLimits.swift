/// What one request to predict may ask for. A few bytes a question become many an answer, so that a
/// limit on questions is none on answers.
package struct AnswerLimits: Sendable {
  /// The most examples of a request.
  package var examples = 4096
  /// The most bytes of an answer to several examples; the answer to one is as large as the model's
  /// classes make it.
  package var bytes = 4 << 20

  package init() {}
}
