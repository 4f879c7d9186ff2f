@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

/// Sparse features against the same numbers with their zeros.
@Suite struct SparseMatrixTests {
  typealias Element = SparseMatrix.Element

  /// features, examples, classes, of a hundred values so many not zero.
  static let shapes = [
    (1, 1, 1, 50), (5, 7, 1, 0), (7, 5, 1, 100), (33, 65, 1, 20), (129, 40, 2, 3),
    (64, 30, 3, 40), (31, 33, 4, 30), (50, 29, 5, 10), (784, 21, 10, 19), (3, 2, 8, 60),
  ]

  static func dense(
    _ features: Int, _ examples: Int, percent: Int, _ random: inout RandomValues
  ) -> Matrix<Float> {
    let elements = (0..<features * examples).map { _ in
      random.int(in: 0..<100) < percent ? Float(random.unit()) : 0
    }
    return Matrix(rows: features, columns: examples, elements: elements)
  }

  @Test(arguments: shapes) func productsAreThoseOfTheDenseMatrix(
    features: Int, examples: Int, classes: Int, percent: Int
  ) {
    var random = RandomValues()
    let dense = Self.dense(features, examples, percent: percent, &random)
    let sparse = SparseMatrix(dense)
    let columns = examples > 4 ? 2..<examples - 1 : 0..<examples

    let weights: [Float] = random.array(features * classes)
    func forward<X: FeatureStorage>(_ x: X) -> [Float]
    where X.Scalar == Float {
      var scores = [Float](repeating: .nan, count: classes * columns.count)
      var span = scores.mutableSpan
      x.forward(weights: weights.span, classes: classes, columns: columns, into: &span)
      return scores
    }
    let scoreBound = Tolerance.product(Float.self, terms: features)
    for (one, other) in zip(forward(sparse), forward(dense)) {
      #expect(Double(abs(one - other)) <= scoreBound)
    }

    let residuals: [Float] = random.array(classes * columns.count)
    let start: [Float] = random.array(features * classes)
    func accumulate<X: FeatureStorage>(_ x: X) -> [Float]
    where X.Scalar == Float {
      var gradient = start
      var span = gradient.mutableSpan
      x.accumulate(residuals: residuals.span, classes: classes, columns: columns, into: &span)
      return gradient
    }
    let gradientBound = Tolerance.product(Float.self, terms: columns.count + 1)
    for (one, other) in zip(accumulate(sparse), accumulate(dense)) {
      #expect(Double(abs(one - other)) <= gradientBound)
    }
  }

  @Test(arguments: shapes) func copiesHoldTheSameNumbers(
    features: Int, examples: Int, classes: Int, percent: Int
  ) {
    var random = RandomValues()
    let dense = Self.dense(features, examples, percent: percent, &random)
    let sparse = SparseMatrix(dense)
    #expect(sparse.converted().elements == dense.elements)
    #expect(sparse.exampleBytes == 8 * dense.elements.count { $0 != 0 } / examples)

    let chosen = (0..<examples + 3).map { _ in random.int(in: 0..<examples) }
    #expect(
      sparse.selecting(chosen).converted().elements == dense.selecting(chosen).elements)

    let factors: [Float] = random.array(chosen.count)
    func gather<X: FeatureStorage>(_ x: X) -> [Float]
    where X.Scalar == Float {
      var target = [Float](repeating: .nan, count: features * chosen.count)
      var span = target.mutableSpan
      x.gather(chosen[...], times: factors.span, into: &span)
      return target
    }
    #expect(gather(sparse) == gather(dense))
  }

  @Test func firstNonFiniteIsFound() {
    var elements = [Element(feature: 4, value: 1), Element(feature: 1, value: 2)]
    func first() -> ElementPosition? {
      SparseMatrix(features: 5, offsets: [0, 1, 1, 2], elements: elements).firstNonFinite()
    }
    #expect(first() == nil)
    elements[1] = Element(feature: 1, value: -.infinity)
    #expect(first() == ElementPosition(feature: 1, example: 2))
    elements[0] = Element(feature: 4, value: .nan)
    #expect(first() == ElementPosition(feature: 4, example: 0))
  }

  @Test func nothingAtAll() {
    let none = SparseMatrix(features: 0, offsets: [0], elements: [])
    #expect(none.examples == 0 && none.features == 0 && none.exampleBytes == 0)
    #expect(none.firstNonFinite() == nil)
    let empty = SparseMatrix(features: 3, offsets: [0, 0, 0], elements: [])
    #expect(empty.converted().elements == [0, 0, 0, 0, 0, 0])
  }

  /// The same operations on numbers that no Float holds, with and without others beside them.
  @Test(arguments: shapes) func doublesAreCarriedAlong(
    features: Int, examples: Int, classes: Int, percent: Int
  ) {
    var random = RandomValues()
    let elements = (0..<features * examples).map { _ in
      random.int(in: 0..<100) < percent ? random.unit() : 0
    }
    let dense = Matrix<Double>(rows: features, columns: examples, elements: elements)
    let sparse = SparseMatrix(dense)
    #expect(sparse.hasDoubles == elements.contains { $0 != 0 })
    #expect(sparse.convertedToDoubles().elements == elements)
    #expect(sparse.converted().elements == elements.map { Float($0) })
    let span = sparse.span
    let values = elements.filter { $0 != 0 }
    #expect(span.indices.map { sparse.value(at: $0) } == values)
    #expect(span.indices.map { span[$0].value } == values.map { Float($0) })
    let parts = (0..<examples).flatMap { example in
      let run = sparse.doubles(of: example)
      return run.indices.map { run[$0] }
    }
    #expect(parts == values)
    #expect(sparse.exampleBytes == 16 * values.count / examples)

    let chosen = (0..<examples + 3).map { _ in random.int(in: 0..<examples) }
    #expect(
      sparse.selecting(chosen).convertedToDoubles().elements == dense.selecting(chosen).elements)
    #expect(
      sparse.copying(0..<examples / 2).convertedToDoubles().elements
        == dense.copying(0..<examples / 2).elements)
    let floats = SparseMatrix(Self.dense(features, 4, percent: percent, &random))
    #expect(!floats.hasDoubles && floats.doubles.isEmpty && floats.doubles(of: 1).isEmpty)
    let plain = floats.converted().elements.map { Double($0) }
    #expect(floats.convertedToDoubles().elements == plain)
    for (packed, expected) in [
      ([floats.packed(), sparse.packed(), floats.packed()], plain + elements + plain),
      ([sparse.packed(), floats.packed()], elements + plain),
      ([floats.packed(), floats.packed()], plain + plain),
    ] {
      let joined = floats.joining(packed)
      #expect(joined.convertedToDoubles().elements == expected)
      #expect(joined.hasDoubles == (packed.contains(sparse.packed()) && sparse.hasDoubles))
    }
    var wide = floats.joining([floats.packed()]).withDoubles()
    wide.scale = 0.5
    let wider = wide.widened(to: features + 2)
    #expect(wider.hasDoubles && wider.scale == 0.5 && wider.features == features + 2)
    let count = wider.span.count
    #expect(wider.doubles.count == count)
    #expect((0..<count).allSatisfy { wider.value(at: $0) == floats.value(at: $0) })
  }

  @Test func doublesThatAreTooFewStop() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(
        features: 3, offsets: [0, 1], elements: [Element(feature: 0, value: 1)], doubles: [])
    }
  }

  @Test func featuresThatDescendStop() async {
    await #expect(processExitsWith: .failure) {
      let elements = [Element(feature: 2, value: 1), Element(feature: 1, value: 1)]
      _ = SparseMatrix(features: 3, offsets: [0, 2], elements: elements)
    }
  }

  @Test func aFeatureTwiceStops() async {
    await #expect(processExitsWith: .failure) {
      let elements = [Element(feature: 1, value: 1), Element(feature: 1, value: 1)]
      _ = SparseMatrix(features: 3, offsets: [0, 2], elements: elements)
    }
  }

  @Test func featuresOutOfRangeStop() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(features: 3, offsets: [0, 1], elements: [Element(feature: 3, value: 1)])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(features: 3, offsets: [0, 1], elements: [Element(feature: -1, value: 1)])
    }
  }

  @Test func offsetsThatDescendStop() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(
        features: 3, offsets: [0, 2, 1, 2],
        elements: [Element(feature: 0, value: 1), Element(feature: 1, value: 1)])
    }
  }
}
