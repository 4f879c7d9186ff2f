/// What is added to a loss to keep parameters small: P(p) = Σ Pᵢ(pᵢ), one convex function a
/// parameter, 0 for those that are not penalised.
///
/// Each Pᵢ has a quadratic part and may have a kink at 0:
///
///     Pᵢ(v) = ½·hᵢ·v² + λᵢ·|v|      hᵢ ≥ 0, λᵢ ≥ 0
///     ridge         λ = 0
///     lasso         h = 0
///     elastic net   both
///
/// All that a fit asks of a penalty is here. An optimizer that steps with gradients or Hessians takes
/// `add` and `curvature`, which describe P where it has no kink; one for kinks steps along the
/// gradient of the loss alone and then takes `prox`.
public protocol Penalty: Sendable {
  /// How many parameters, the first ones, it may be on. Those behind them, intercepts, are never
  /// penalised.
  var penalized: Int { get }

  /// Whether P is 0 everywhere: then a loss need not have a minimum.
  var isZero: Bool { get }

  /// Whether it weighs all penalised parameters alike, and not each by a factor of its own.
  var isUniform: Bool { get }

  /// P(p).
  func value(at parameters: [Double]) -> Double

  /// gradient ← gradient + ∇P(p), that is hᵢ·pᵢ + λᵢ·sign pᵢ each; at a kink, where P has many, the
  /// subgradient that leaves the least of the sum, which is so 0 wherever the sum has its minimum.
  /// - Returns: P(p).
  func add(to gradient: inout [Double], at parameters: [Double]) -> Double

  /// The proximal operator: v ← argmin over x of ½·‖x − v‖² + step·P(x), that is
  ///
  ///     xᵢ = sign(vᵢ)·max(0, |vᵢ| − step·λᵢ)/(1 + step·hᵢ)
  ///
  /// - Parameter step: above 0.
  func prox(_ parameters: inout [Double], step: Double)

  /// hᵢ, the second derivative of Pᵢ where it has no kink; 0 of a parameter that is not penalised.
  func curvature(of index: Int) -> Double

  /// λᵢ, half the jump of the derivative of Pᵢ at 0; 0 of a parameter that is not penalised.
  func kink(of index: Int) -> Double
}

extension Penalty {
  /// Whether some λᵢ is above 0: then P has no gradient where these parameters are 0.
  package var hasKinks: Bool { (0..<penalized).contains { kink(of: $0) > 0 } }
}
