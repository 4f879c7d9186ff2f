import SigmoidExamples

/// What some whole lines of a LIBSVM text hold, beside the elements of the examples.
struct LIBSVMPart: Sendable {
  /// Where the elements of each example end, counted from the part's first.
  var ends: [Int] = []
  var labels = LIBSVMLabels()
  /// Of all features, from 0; −1 without any.
  var largestFeature = -1
  /// Examples with a `qid:`, and the byte where the first is.
  var queries = 0
  var firstQuery = 0
  /// Whether the part was left at a number that is no Float, for which there is no room.
  var needsDoubles = false
  /// Where they are asked for; examples count from the part's first.
  var longNumbers = LongNumbers()
}

/// What is wrong at a byte of the text.
struct LIBSVMProblem: Error {
  let offset: Int
  let expected: String
  let found: String
  let remedy: String
}
