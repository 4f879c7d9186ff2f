import SigmoidExamples
import SigmoidLinear

/// What one pass over the elements of a feature matrix finds.
package struct FeatureScan {
  private(set) var nonZeros = 0
  private(set) var nonFinite = 0
  private(set) var firstNonFinite: ElementPosition?
  /// Of the elements, NaN aside.
  private(set) var range: ClosedRange<Double>?
  /// Features that have one value.
  private(set) var constant = 0
  /// The first of these.
  private(set) var firstConstant: [Int] = []

  init(_ matrix: ByteMatrix) {
    let extremes = scan(matrix.span, matrix.features, above: UInt8.max, below: 0)
    for (feature, (least, greatest)) in zip(extremes.least, extremes.greatest).enumerated()
    where matrix.examples > 0 {
      include(Double(least), Double(greatest))
      if least == greatest { addConstant(feature) }
    }
  }

  init<Element: PassScalar>(_ matrix: Matrix<Element>) {
    let (features, elements) = (matrix.rows, matrix.span)
    let extremes = scan(elements, features, above: Element.infinity, below: -Element.infinity)
    for index in elements.indices where !elements[unchecked: index].isFinite {
      nonFinite += 1
      if nonFinite == 1 {
        firstNonFinite = ElementPosition(feature: index % features, example: index / features)
      }
    }
    for (feature, (least, greatest)) in zip(extremes.least, extremes.greatest).enumerated()
    where least <= greatest {
      include(Double(least), Double(greatest))
      guard least == greatest else { continue }
      // Comparisons pass over NaN, beside which nothing is constant.
      let hasNaN =
        nonFinite > 0
        && (0..<matrix.columns).contains { elements[$0 * features + feature].isNaN }
      if !hasNaN { addConstant(feature) }
    }
  }

  init(_ matrix: SparseMatrix) {
    let elements = matrix.span
    // A place for each feature, where there are not many more of them than elements.
    let isTable = matrix.features / 4 <= max(elements.count, 1 << 18)
    var places: [Int32: Int] = [:]
    if !isTable {
      for index in elements.indices {
        let feature = elements[index].feature
        if places[feature] == nil { places[feature] = places.count }
      }
    }
    var found = [Values](repeating: Values(), count: isTable ? matrix.features : places.count)
    for example in 0..<matrix.examples {
      for index in matrix.offsets[example]..<matrix.offsets[example + 1] {
        let (feature, value) = (elements[index].feature, matrix.value(at: index))
        found[isTable ? Int(feature) : places[feature, default: 0]].add(value)
        if value != 0 { nonZeros += 1 }
        if !value.isFinite {
          nonFinite += 1
          if nonFinite == 1 {
            firstNonFinite = ElementPosition(feature: Int(feature), example: example)
          }
        }
      }
    }
    for values in found where values.least <= values.greatest {
      include(values.least, values.greatest)
    }
    if Double(matrix.features) * Double(matrix.examples) > Double(elements.count) {
      include(0, 0)
    }
    let varying = found.count { !$0.isConstant(of: matrix.examples) }
    constant = matrix.examples > 0 ? matrix.features - varying : 0
    let wanted = min(constant, ExampleSummary.mostListed)
    var feature = 0
    while firstConstant.count < wanted {
      let place = isTable ? feature : places[Int32(feature)]
      if place.map({ found[$0].isConstant(of: matrix.examples) }) ?? true {
        firstConstant.append(feature)
      }
      feature += 1
    }
  }

  /// What is stored of one sparse feature.
  private struct Values {
    var count = 0
    var least = Double.infinity
    var greatest = -Double.infinity

    mutating func add(_ value: Double) {
      count += 1
      // NaN makes them differ for good.
      if value.isNaN { count = Int.min / 2 }
      if value < least { least = value }
      if value > greatest { greatest = value }
    }

    /// Whether all examples have one value; those that are not stored have zero.
    func isConstant(of examples: Int) -> Bool {
      if count == examples { return least == greatest || count == 0 }
      return count >= 0 && (count == 0 || least == 0 && greatest == 0)
    }
  }

  private mutating func include(_ least: Double, _ greatest: Double) {
    guard let range else { return self.range = least...greatest }
    self.range = min(range.lowerBound, least)...max(range.upperBound, greatest)
  }

  private mutating func addConstant(_ feature: Int) {
    constant += 1
    if firstConstant.count < ExampleSummary.mostListed { firstConstant.append(feature) }
  }

  /// Counts what is not zero, and gives the extremes of each feature; of NaN alone, those that
  /// every number is below and above.
  private mutating func scan<Element: Comparable & Numeric & BitwiseCopyable>(
    _ elements: Span<Element>, _ features: Int, above: Element, below: Element
  ) -> (least: [Element], greatest: [Element]) {
    var least = [Element](repeating: above, count: features)
    var greatest = [Element](repeating: below, count: features)
    var low = least.mutableSpan
    var high = greatest.mutableSpan
    for start in stride(from: 0, to: elements.count, by: max(features, 1)) {
      for feature in 0..<features {
        let value = elements[unchecked: start + feature]
        low[unchecked: feature] = min(low[unchecked: feature], value)
        high[unchecked: feature] = max(high[unchecked: feature], value)
      }
      var count = 0
      for index in start..<start + features where elements[unchecked: index] != 0 { count += 1 }
      nonZeros += count
    }
    return (least, greatest)
  }
}
