@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

@Suite struct GramTests {
  /// features, examples: ones, and more than one block.
  @Test(arguments: [(1, 1), (5, 1), (1, 9), (7, 40), (3, 2500), (66, 400)])
  func isTheSumOfOuterProducts(features: Int, examples: Int) {
    var random = RandomValues()
    let raw = random.bytes(features * examples)
    var x = ByteMatrix(features: features, examples: examples)
    var span = x.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    let chosen = (0..<examples).filter { $0 % 3 != 1 || examples < 3 }.reversed() as [Int]
    let curvatures = chosen.map { _ in abs(random.unit()) }

    let data = Dataset(features: x, labels: Labels(Array(repeating: 0, count: examples)))
    let selected = data.selecting(chosen)
    let gram = Gram.weighted(selected, curvatures: curvatures, threads: 2)
    let sampled = Gram.sampled(selected, curvatures: curvatures, threads: 2)
    for row in 0...features {
      for column in 0...row {
        var exact = 0.0
        for (h, example) in zip(curvatures, chosen) {
          func value(_ feature: Int) -> Double {
            feature == features ? 1 : Double(raw[example * features + feature]) / 255
          }
          exact += h * value(row) * value(column)
        }
        // No term is negative: whatever the order of a sum in float, it is off by at most a
        // rounding of the whole for each of its terms and of their factors.
        let tolerance = Tolerance.product(Float.self, terms: chosen.count + 4, magnitude: exact)
        #expect(abs(gram[row, column] - exact) <= tolerance)
        #expect(abs(Double(sampled[row, column]) - exact) <= tolerance)
      }
    }
  }

  /// Features of few elements, one that has an element in every example far from 0, and constants: the sums of
  /// stored elements are those of all.
  @Test(arguments: [(12, 300), (40, 5000)], [false, true])
  func ofStoredElementsIsThatOfAll(size: (Int, Int), isStandardized: Bool) throws {
    let (features, examples) = size
    var random = RandomValues()
    var dense = Matrix<Double>(rows: features, columns: examples)
    for example in 0..<examples {
      dense[0, example] = 1e4 + random.unit()
      for feature in 1..<features where random.int(in: 0..<8) == 0 {
        dense[feature, example] = feature == 3 ? 1 : random.unit()
      }
    }
    let curvatures = (0..<examples).map { _ in abs(random.unit()) }
    let labels = Labels(Array(repeating: 0, count: examples))
    func gram(_ storage: some FeatureStorage) -> Matrix<Double> {
      let data = Dataset(features: storage, labels: labels)
      let all = Standardization(data, threads: 2)
      let centre = storage.centre(for: all.means, data.partition)
      let centred = Dataset(
        features: CentredFeatures(data, centre: centre), labels: labels, partition: data.partition)
      return Gram.weighted(
        centred, curvatures: curvatures, standardization: isStandardized ? all.less(centre) : nil,
        threads: 2)
    }
    let (sparse, whole) = (SparseMatrix(dense), gram(dense))
    let ofElements = gram(sparse)
    // Without means to take off, a dense storage centres other features than a sparse one.
    let rows = isStandardized ? Array(0...features) : [0, features]
    for row in rows {
      for column in rows where column <= row {
        let scale = (whole[row, row] * whole[column, column]).squareRoot()
        #expect(abs(ofElements[row, column] - whole[row, column]) <= 1e-10 * scale)
      }
    }
    let stored = Dataset(features: sparse, labels: labels)
    let centre = sparse.centre(
      for: [Double](repeating: 1e4, count: features), stored.partition)
    let data = Dataset(features: CentredFeatures(stored, centre: centre), labels: labels)
    #expect(
      Gram.ofElements(data, curvatures, nil, threads: 1) != nil, "the way of the elements is taken")
  }

  /// A mean that leaves nothing of a feature's squares is not taken off a sum.
  @Test func ofStoredElementsIsRefusedWhereDigitsWouldBeLost() {
    var dense = Matrix<Double>(rows: 1, columns: 40_000)
    for example in 1..<40_000 { dense[0, example] = 1 }
    let data = Dataset(
      features: SparseMatrix(dense), labels: Labels(Array(repeating: 0, count: 40_000)))
    let means = Standardization(means: [39_999.0 / 40_000], factors: [200])
    let curvatures = [Double](repeating: 1, count: 40_000)
    #expect(Gram.ofElements(data, curvatures, means, threads: 2) == nil)
  }
}
