@testable import SigmoidModel
import TestSupport

/// A model of random numbers of every size that fits float32 when `inFloatRange`.
func randomModel(
  _ random: inout RandomValues, features: Int, columns: Int, inFloatRange: Bool = false
) -> LogisticModel {
  func number() -> Double {
    if inFloatRange { return random.unit() * 10 }
    let value = Double(bitPattern: random.next())
    return value.isFinite ? value : -0.0
  }
  let names = PortableCase.awkwardLabels + ["\0", "1|3|5"]
  let classes =
    columns == 1
    ? [ModelClass(name: "not 7", labels: nil), ModelClass(name: "7", labels: ["7", "seven\n"])]
    : (0..<columns).map {
      ModelClass(name: names[$0], labels: $0 == 1 ? nil : [names[$0], "\($0)"])
    }
  return LogisticModel(
    features: features, weights: (0..<features * columns).map { _ in number() },
    intercepts: (0..<columns).map { _ in number() }, classes: classes,
    link: columns == 3 ? .oneVersusRest : nil,
    inputScale: inFloatRange ? 1.0 / 255 : 0.1 + random.unit() / 100,
    training: ["solver": "gd", "note \"é\"": "lines\nand\u{1} \\ 🙂", "": ""])
}
