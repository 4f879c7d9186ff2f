/// What the case weight of an example says.
public enum WeightKind: String, CaseIterable, Codable, Sendable {
  /// How many examples it stands for: n is the sum of the weights.
  case frequency
  /// One over the probability, up to a factor, with which it was drawn from a population. The estimates
  /// are the same; n is the number of examples of a weight above 0, there is no likelihood, and standard
  /// errors are those of a sandwich (`CovarianceKind.sampling`, or of clusters).
  case sampling
}
