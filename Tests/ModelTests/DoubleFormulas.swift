@testable import LogisticReference
import Foundation

/// The formulas in double, written apart from the code they are held against.
func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

func log1pExp(_ z: Double) -> Double { log1p(exp(z)) }
