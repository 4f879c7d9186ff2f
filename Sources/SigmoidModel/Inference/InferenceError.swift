/// Why a fit says nothing of its coefficients.
public enum InferenceError: Error, Equatable, CustomStringConvertible {
  /// More than two classes, for what there is of two.
  case severalClasses
  /// One model a class: there is no likelihood of the labels.
  case oneVersusRest
  /// A class to compare with that is not there.
  case unknownReference(String, classes: [String])
  /// A class to compare with, of two classes.
  case referenceOfTwo
  /// A class to compare with, of classes in an order.
  case referenceOfOrder
  /// Intervals from the likelihood, of several classes.
  case profileOfSeveralClasses
  /// A robust covariance beside bounds or p-values of the likelihood.
  case robustBesideLikelihood(CovarianceKind, hasFirth: Bool)
  /// hc2 or hc3, of several classes.
  case leveragesOfSeveralClasses
  /// As many coefficients as this.
  case tooManyCoefficients(Int, most: Int)
  /// The fit did not converge.
  case notConverged
  /// There is no optimum.
  case separated
  /// The same of several classes, which have no penalty of Firth's here.
  case separatedSeveral
  /// So many examples for so many coefficients with Firth's penalty, which are more than half of them.
  case fewForFirth(Double, coefficients: Int)
  /// An l1, which leaves no distribution of estimates that anybody knows.
  case kinks
  /// Firth's penalty beside another one.
  case twoPenalties
  /// Classes, and not examples, are weighted.
  case classWeights
  /// No inverse of the information.
  case singular
  /// So many examples for so many coefficients, which are no fewer.
  case saturated(Double, coefficients: Int)
  /// An example that a coefficient is for alone.
  case leverageOfOne
  /// So many clusters for so many coefficients, which are no fewer.
  case fewClusters(Int, coefficients: Int)
  /// Of a coefficient, or of a combination of several, the examples of one cluster alone tell something.
  case loneCluster
  /// Nothing is estimated.
  case noCoefficients
  /// So many standard errors from the optimum.
  case farFromOptimum(Double)
  /// Of weights of a sample, something that needs a likelihood, or another covariance.
  case sampled(String)
  /// The covariance needs clusters, and there are none.
  case noClusters
  /// All examples are in one cluster.
  case oneCluster
  /// As many clusters as this, for another number of examples.
  case clusterCount(Int, examples: Int)
  /// Examples in several processes, one by one.
  case diagnosticsInProcesses
  /// So many coefficients, of at most so many.
  case tooMany(Int, most: Int)
  /// What needs all coefficients of so many, or of a few that are named.
  case needsAll(Need, Int?)
  /// A covariance that needs the leverages of all examples, for so many coefficients.
  case leveragesOfMany(CovarianceKind)
  /// Chosen terms of a model of several classes.
  case termsOfSeveral
  /// A name that is none of the model's, some of which are these.
  case unknownTerm(String, known: [String])
  /// An equation for the variance of a term whose residual stayed as large as this.
  case unsolved(String, residual: Double)
  /// An interval of another level.
  case level(Double)

  /// What is made of all coefficients together.
  public enum Need: String, Sendable {
    case profile = "profile intervals"
    case tests = "tests of terms"
    case covariance = "a covariance that is kept"
  }

  public var description: String {
    switch self {
    case .severalClasses:
      "expected a question of two classes, found several; name one with --positive"
    case .oneVersusRest:
      "standard errors: expected a likelihood of the labels, found one model a class; train with --multiclass, "
        + "or name a class with --positive"
    case .unknownReference(let name, let classes):
      "the class to compare with: expected one of \(classes.prefix(12).joined(separator: ", ")), found '\(name)'; name one of these"
    case .referenceOfTwo:
      "the class to compare with: expected several classes, found two, of which the model compares one with "
        + "the other; name the other one with --positive"
    case .referenceOfOrder:
      "the class to compare with: expected none for classes in an order, which thresholds divide, found one; "
        + "leave it out"
    case .profileOfSeveralClasses:
      "intervals: expected wald for several classes, found profile; use wald, or name a class with --positive"
    case .robustBesideLikelihood(let kind, let hasFirth):
      "the covariance \(kind.rawValue): expected intervals and p-values that are made of it, found those of the "
        + (hasFirth
          ? "likelihood with Firth's penalty, which hold where the model is right; use the covariance model, "
            + "or leave the penalty out"
          : "likelihood, which hold where the model is right; use wald, or the covariance model")
    case .leveragesOfSeveralClasses:
      "standard errors: expected the covariance model, hc0, hc1 or cluster for several classes, found one with "
        + "leverages, which are matrices there; name another"
    case .tooManyCoefficients(let count, let most):
      "standard errors: expected at most \(most) coefficients of all classes together, whose covariance is "
        + "one matrix, found \(count); leave out features, or name a class with --positive"
    case .notConverged:
      "standard errors: expected a fit that has converged, found another, and at another point they say "
        + "nothing; let the solver go on, or mend what keeps it from converging"
    case .separated:
      "standard errors: expected coefficients that exist, found classes that are separated; use Firth's "
        + "penalty, leave out what separates them, or use another penalty, such as an l2 of 1e-3"
    case .separatedSeveral:
      "standard errors: expected coefficients that exist, found classes that are separated; leave out what "
        + "separates them, or use a penalty, such as an l2 of 1e-3"
    case .fewForFirth(let examples, let coefficients):
      "Firth's penalty: expected two examples or more for each coefficient, found \(examples.formattedCount) "
        + "for \(coefficients); with so few the penalised likelihood has several maxima, and intervals and "
        + "p-values may be of the wrong one; leave features out"
    case .kinks:
      "standard errors: expected a fit without an l1, found one: which coefficients it leaves at 0 depends on "
        + "the data, so that z, p and intervals would be of another question; leave the l1 out, or read which "
        + "features are chosen"
    case .twoPenalties:
      "Firth's penalty: expected no other one, found an l1 or l2; leave one out"
    case .classWeights:
      "standard errors: expected examples as they were seen, found class weights, with which there is no "
        + "likelihood; leave them out"
    case .singular:
      "standard errors: expected an information matrix with an inverse, found none; leave out features "
        + "that are nearly combinations of others"
    case .saturated(let examples, let coefficients):
      "standard errors: expected more examples than coefficients, found \(examples.formattedCount) for "
        + "\(coefficients); leave features out"
    case .leverageOfOne:
      "standard errors: expected examples with a leverage below 1, found one that a coefficient is for "
        + "alone; use the covariance model, hc0 or hc1"
    case .fewClusters(let clusters, let coefficients):
      "standard errors: expected more clusters than coefficients, as those of fewer depend on one another, "
        + "found \(clusters) for \(coefficients) coefficients; name a column of smaller clusters, keep fewer than "
        + "\(clusters) coefficients, or use the covariance hc1"
    case .loneCluster:
      "standard errors: expected several clusters to tell of each coefficient, found one, or a combination, "
        + "of which one cluster alone tells, or which all of them balance; leave out features that are "
        + "constant within clusters, or use the covariance hc1"
    case .noCoefficients:
      "standard errors: expected coefficients that are estimated, found none; leave a feature in, or the "
        + "intercept"
    case .farFromOptimum(let distance):
      "standard errors: expected a fit within 0.01 standard errors of its optimum, found one that is "
        + "\(distance.twoDigits) off; use the solver newton, and no gap and no tolerance"
    case .sampled(let what):
      "sampling weights: expected covariances of the sample or of clusters, and nothing that needs a "
        + "likelihood, found \(what), which they do not have here; leave it out, or count rows by the weight kind "
        + "frequency"
    case .noClusters:
      "standard errors: expected a cluster for each example, found none; name their column"
    case .oneCluster:
      "standard errors: expected two clusters or more, found one; use the covariance hc1"
    case .clusterCount(let count, let examples):
      "standard errors: expected a cluster for each of \(examples) examples, found \(count); give as many"
    case .diagnosticsInProcesses:
      "residuals: expected examples in one process, found several processes; train in one"
    case .tooMany(let count, let most):
      "standard errors: expected at most \(most) coefficients, found \(count), whose covariance has "
        + "\(count) × \(count) numbers; name those that are wanted with --terms"
    case .needsAll(let need, let count):
      if let count {
        "\(need.rawValue): expected a model of few coefficients, found \(count); leave these out"
      } else {
        "\(need.rawValue): expected all coefficients, found some that are named; leave out --terms"
      }
    case .leveragesOfMany(let kind):
      "standard errors: expected the covariance model, hc0, hc1 or cluster of so many coefficients, found "
        + "\(kind.rawValue), which needs a leverage of each example; name another"
    case .termsOfSeveral:
      "--terms: expected a question of two classes, found several; leave it out"
    case .unknownTerm(let name, let known):
      "--terms: expected columns or features, such as \(known.joined(separator: ", ")), found "
        + "'\(name)'; name some of these"
    case .unsolved(let term, let residual):
      "\(term): expected an equation for its variance that is solved to 1e-11, found a residual of "
        + "\(residual); leave out features that are nearly combinations of others, or use a penalty"
    case .level(let level):
      "standard errors: expected a level above 0 and below 1, found \(level); 0.95 is usual"
    }
  }
}

extension InferenceError {
  /// The same sentence, of another thing than standard errors that was asked for.
  package func description(of subject: String) -> String {
    let own = "standard errors: "
    if description.hasPrefix("expected ") { return "\(subject): \(description)" }
    return description.hasPrefix(own)
      ? "\(subject): \(description.dropFirst(own.count))" : description
  }
}

extension Double {
  /// Without a fraction where it has none.
  var formattedCount: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }

  /// Of a number above 0.01.
  fileprivate var twoDigits: String {
    self < 100 ? "\((self * 100).rounded() / 100)" : "more than 100"
  }
}
