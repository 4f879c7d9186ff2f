public struct Evaluation { public init(scores: [Double], targets: [Bool], classNames: [String]) {} }
