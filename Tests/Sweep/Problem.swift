import SigmoidModel

/// One problem of the sweep: data, and what to minimise over them.
struct Problem: Sendable {
  enum Task: String, Sendable {
    case binary
    case softmax
    case oneVersusRest
  }

  /// How the library is given the features; the numbers are the same to the bit.
  enum Storage: String, Sendable {
    case double
    case float
    case sparse
  }

  var task: Task
  var classes: Int
  var storage: Storage
  let examples: Int
  let features: Int
  /// Features × examples, an example contiguous; of `float` and `sparse` every number is a float.
  var values: [Double]
  /// Of each example, from 0.
  var labels: [Int]
  /// What each example counts; nil for one each.
  var weights: [Double]?
  var l2: Double
  var standardizes: Bool
  var fitsIntercept = true
  /// Whether solvers that need features of one size have a chance.
  var isEasy = false

  /// Columns of weights: one of a binary model, else one a class.
  var columns: Int { task == .binary ? 1 : classes }

  /// What an example counts as a share of all.
  var shares: [Wide] {
    let weights = weights?.map { Wide($0) } ?? [Wide](repeating: 1, count: examples)
    var total = CompensatedSum()
    for weight in weights { total.add(weight) }
    return weights.map { $0 / total.value }
  }

  var summary: String {
    var words = [
      "\(examples) × \(features)", "\(classes) classes", task.rawValue, storage.rawValue,
      "l2 \(l2)",
    ]
    if standardizes { words.append("standardized") }
    if !fitsIntercept { words.append("no intercept") }
    if weights != nil { words.append("weighted") }
    return words.joined(separator: ", ")
  }
}
