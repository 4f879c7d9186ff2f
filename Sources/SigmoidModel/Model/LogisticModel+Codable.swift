import SigmoidExamples

/// The parts of a model by their names, as any encoder writes them. The file of a model is safetensors,
/// see `write(to:)`, and has `inference` too.
extension LogisticModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case features, weights, intercepts, classes, link, inputScale, training, inputs
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(features, forKey: .features)
    try container.encode(weights, forKey: .weights)
    try container.encode(intercepts, forKey: .intercepts)
    try container.encode(classes, forKey: .classes)
    try container.encode(link, forKey: .link)
    try container.encode(inputScale, forKey: .inputScale)
    try container.encode(training, forKey: .training)
    try container.encode(schema.unscaled, forKey: .inputs)
  }

  /// - Throws: `DecodingError` for parts that do not fit together, or numbers that are not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let features = try container.decode(Int.self, forKey: .features)
    let weights = try container.decode([Double].self, forKey: .weights)
    let intercepts = try container.decode([Double].self, forKey: .intercepts)
    let classes = try container.decode([ModelClass].self, forKey: .classes)
    let link = try container.decode(OutputTransform.self, forKey: .link)
    let scale = try container.decode(Double.self, forKey: .inputScale)
    let training = try container.decode([String: String].self, forKey: .training)
    let inputs = try container.decode(Schema.self, forKey: .inputs)
    func check(_ isRight: Bool, _ key: CodingKeys, _ problem: @autoclosure () -> String) throws {
      guard !isRight else { return }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: problem())
    }
    let (count, overflow) = features.multipliedReportingOverflow(
      by: link.columns(classes: classes.count))
    try check(
      features >= 0 && !overflow && weights.count == count, .weights,
      "expected \(features) × \(link.columns(classes: classes.count)) weights, found \(weights.count)"
    )
    try check(
      classes.count >= 2 && link.intercepts(classes: classes.count) == intercepts.count, .classes,
      "expected as many intercepts as the classes need, found \(classes.count) for "
        + "\(intercepts.count) intercepts")
    try check(
      link != .ordinal || zip(intercepts, intercepts.dropFirst()).allSatisfy { $0 < $1 },
      .intercepts, "expected thresholds that ascend, found others")
    try check(
      classes.repetition == nil && classes.count { $0.labels == nil } < 2, .classes,
      "expected classes that differ, found '\(classes.repetition ?? "")' twice")
    try check(
      (weights + intercepts).allSatisfy(\.isFinite), .weights,
      "expected finite numbers, found another one")
    try check(
      scale.isFinite && scale != 0, .inputScale,
      "expected a finite scale other than 0, found \(scale)")
    let problem = inputs.problem(features: features)
    try check(
      problem == nil, .inputs, "expected inputs of \(features) features, found \(problem ?? "")")
    self.init(
      features: features, weights: weights, intercepts: intercepts, classes: classes, link: link,
      inputScale: scale, training: training, inputs: inputs)
  }
}
