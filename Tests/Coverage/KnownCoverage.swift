/// The true coverage of each kind at 95 %, a number a coefficient, as `python truth.py --sets 200000` (NumPy
/// 2, seed 23) counted it: Newton's method, inverses and ratios of likelihoods written anew there, with no
/// part of this library.
///
/// Theory says 95 % of large samples. At 400 rows all kinds are within 0.5 % of it; at 50 rows for 5
/// coefficients profile intervals are too short and hc3's too long, by as much as stands here. Where the
/// model is wrong its own errors are too short, and where clusters are, all that know none.
enum KnownCoverage {
  /// Of each design there.
  static let sets = 200_000.0

  static let shares: [CoverageDesign: [IntervalKind: [Double]]] = [
    .large: [
      .model: [0.95039, 0.95191, 0.94910],
      .hc0: [0.95024, 0.95070, 0.94905],
      .hc1: [0.95110, 0.95159, 0.95010],
      .hc2: [0.95098, 0.95199, 0.95017],
      .hc3: [0.95176, 0.95310, 0.95117],
      .profile: [0.94915, 0.94995, 0.94776],
      .firth: [0.95013, 0.95136, 0.94917],
    ],
    .small: [
      .model: [0.94857, 0.95354, 0.95392, 0.95287, 0.95316],
      .hc0: [0.94597, 0.94081, 0.94236, 0.94178, 0.94221],
      .hc1: [0.95842, 0.95444, 0.95571, 0.95489, 0.95515],
      .hc2: [0.95877, 0.95753, 0.95888, 0.95836, 0.95892],
      .hc3: [0.96980, 0.97075, 0.97190, 0.97178, 0.97210],
      .profile: [0.93530, 0.93005, 0.93396, 0.93328, 0.93519],
      .firth: [0.95165, 0.95196, 0.95325, 0.95242, 0.95311],
    ],
    .misspecified: [
      .model: [0.94457, 0.89457],
      .hc0: [0.95136, 0.94958],
      .hc1: [0.95196, 0.95017],
      .hc2: [0.95205, 0.95073],
      .hc3: [0.95271, 0.95193],
    ],
    .clustered: [
      .model: [0.82364, 0.82751, 0.94848],
      .hc3: [0.82671, 0.83099, 0.95032],
      .cluster: [0.94746, 0.94181, 0.94666],
    ],
    .sampled: [
      .frequency: [0.89781, 0.84531],
      .sampling: [0.95232, 0.94770],
    ],
  ]
}
