import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The loss of a fit, without any penalty: a mean of losses of scores that are linear in the
/// parameters. This page is its specification, for all that evaluates it or a part of it.
///
/// Shapes, of m examples, n features and K columns of weights, 1 of a binary task and else one a class;
/// arrays of two dimensions are column-major:
///
///     x̃    (n + 1) × m   an example in the coordinates of the solvers, with a one behind it
///     u    (n + 1)·K     parameters: the weights of column after column, w_jk at k·n + j, and then the
///                        intercepts, b_k at K·n + k. So are gradients and directions
///     Z    K × m         scores, z_k of example i at i·K + k. So are probabilities and residuals
///     y    m             the position of the class; of a binary task 0 or 1
///     c    m             case weights. Only c/Σc counts: 1/m each where there are none
///
/// The value of a feature is its stored element times the storage's scale; x̃_j is that value, or where
/// features are standardized (value − mean_j)·factor_j. Neither is written out: scale, mean and factor
/// go into the weights before a pass over X, and into the sums behind it.
///
///     scores      z_k = Σ_j w_jk·x̃_j + b_k
///     value       F = Σ c·L(z, y)/Σc
///                 logistic       L = ln(1 + e^z) − y·z                  p = 1/(1 + e^−z)
///                 one-vs-rest    the sum of that over the columns, y being 1 in its own and else 0
///                 softmax        L = ln Σ e^z_k − z_y                   p_k = e^z_k/Σ e^z_l
///     gradient    ∂F/∂w_jk = Σ c·r_k·x̃_j/Σc,  ∂F/∂b_k = Σ c·r_k/Σc      r_k = p_k − y_k
///     Hessian     block (k, l) of (n + 1)² numbers: Σ c·h_kl·x̃x̃ᵀ/Σc
///                 h_kk = p_k·(1 − p_k), and h_kl = −p_k·p_l of a softmax, else 0
///     product     with a direction d, t being its scores: ∂/∂w_jk: Σ c·s_k·x̃_j/Σc, s_k = Σ_l h_kl·t_l;
///                 of a softmax s_k = p_k·(t_k − Σ p_l·t_l)
///
/// Without an intercept all b stay where they are, and derivatives by them are 0 or left out. A softmax
/// does not change when the same is added to all columns: its Hessian is singular along that.
///
/// Sums over examples are made chunk by chunk and added in the chunks' order: the same bits on any
/// number of threads and processes.
package struct LinearLoss<Features: FeatureStorage>: Sendable {
  package let examples: TrainingSet<Features>
  package let fitsIntercept: Bool
  package let threads: Int

  package init(_ examples: TrainingSet<Features>, fitsIntercept: Bool = true, threads: Int) {
    self.examples = examples
    self.fitsIntercept = fitsIntercept
    self.threads = threads
  }

  var features: Int { examples.data.features.features }
  package var columns: Int { examples.columns }
  package var dimension: Int { (features + 1) * columns }
  var isSoftmax: Bool { examples.link == .softmax }

  /// c/Σc of an example is this times its relative weight.
  var mean: Double { 1 / Double(examples.data.partition.examples) }

  /// Value and gradient by one pass over X, in the storage's scalar. The objective has its buffers made
  /// once, and is to be kept.
  /// - Parameter scoreLoss: that of the examples, where it is there already.
  func objective(_ scoreLoss: AnyScoreLoss<Features.Scalar>? = nil)
    -> StandardizedObjective<TiledObjective<Features, AnyScoreLoss<Features.Scalar>>>
  {
    StandardizedObjective(
      TiledObjective(examples.data, loss: scoreLoss ?? examples.loss(), threads: threads),
      examples.standardization, columns: columns, fitsIntercept: fitsIntercept)
  }

  /// Z of the examples here.
  package func scores(at parameters: [Double]) -> [Double] {
    examples.scores(at: parameters, threads: threads)
  }
}
