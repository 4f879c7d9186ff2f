@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidDigits
@testable import SigmoidLinear
import Testing

@Suite struct SyntheticDigitsTests {
  /// Images, example after example, and their labels, by way of `fill`.
  private func digits(
    _ range: Range<Int>, seed: UInt64 = 1, set: SyntheticDigits.Subset = .training
  ) -> (images: [UInt8], labels: [UInt8]) {
    // Not zero: `fill` has to overwrite the background too.
    var images = [UInt8](repeating: 77, count: SyntheticDigits.features * range.count)
    var labels = [UInt8](repeating: 77, count: range.count)
    var imageSpan = images.mutableSpan
    var labelSpan = labels.mutableSpan
    SyntheticDigits(seed: seed, set: set).fill(range, into: &imageSpan, labels: &labelSpan)
    return (images, labels)
  }

  private func bytes(of matrix: ByteMatrix) -> [UInt8] {
    let span = matrix.span
    return span.indices.map { span[$0] }
  }

  /// Equality alone: a failed `==` in an expectation goes on to list the differences, for minutes.
  private func same(_ a: [UInt8], _ b: [UInt8]) -> Bool { a == b }

  /// FNV-1a, 64 bits (Fowler, Noll, Vo).
  private func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Results that name a seed must come out the same on another machine and in another year.
  /// Whoever changes the digits on purpose writes the new sums down, and says so in the change.
  @Test func sameBitsForTheSameSeed() {
    let (images, labels) = digits(0..<1000, seed: 42)
    #expect(checksum(images) == 0x89B5_FA5C_ECC1_4CD3)
    #expect(checksum(labels) == 0xB0BF_FC7B_BC38_3B1E)
    let (testImages, _) = digits(0..<1000, seed: 42, set: .test)
    #expect(checksum(testImages) == 0xA1C8_8AF8_31EB_2376)
  }

  @Test func seedsAndSetsDiffer() {
    let images = [
      digits(0..<20, seed: 1).images, digits(0..<20, seed: 2).images,
      digits(0..<20, seed: 1, set: .test).images, digits(20..<40, seed: 1).images,
    ]
    #expect(Set(images).count == images.count)
  }

  @Test func fewerExamplesAreAPrefix() {
    let many = SyntheticDigits.dataset(examples: 700, seed: 3, set: .test)
    let few = SyntheticDigits.dataset(examples: 300, seed: 3, set: .test)
    #expect(few.features.features == 784 && few.features.examples == 300)
    #expect(few.features.scale == ByteMatrix.unitScale)
    #expect(same(bytes(of: few.features), Array(bytes(of: many.features).prefix(300 * 784))))
    #expect(few.labels.codes == Array(many.labels.codes.prefix(300)))
  }

  @Test func blocksAndThreadsDoNotMatter() {
    let whole = digits(0..<1100)
    // One example a call is drawn on this thread; the whole is drawn on several.
    var single: (images: [UInt8], labels: [UInt8]) = ([], [])
    for example in 0..<1100 {
      let one = digits(example..<example + 1)
      single.images += one.images
      single.labels += one.labels
    }
    #expect(same(single.images, whole.images))
    #expect(single.labels == whole.labels)
    let later = digits(250..<900)
    #expect(same(later.images, Array(whole.images[250 * 784..<900 * 784])))
    #expect(later.labels == Array(whole.labels[250..<900]))
  }

  @Test func noneAreNone() {
    #expect(SyntheticDigits.dataset(examples: 0, seed: 1, set: .training).examples == 0)
  }

  @Test func allTenClassesAboutEquallyOften() {
    let data = SyntheticDigits.dataset(examples: 3000, seed: 4, set: .training)
    #expect(data.labels.names == (0...9).map(String.init))
    // 300 each; five standard deviations are 82.
    for count in data.labels.counts { #expect(abs(count - 300) < 82) }
  }

  @Test func looksLikeMNIST() {
    let (images, _) = digits(0..<1000)
    let background = Double(images.count { $0 == 0 }) / Double(images.count)
    #expect((0.76...0.83).contains(background))
    // MNIST's mean is 33.3.
    let mean = Double(images.reduce(0) { $0 + Int($1) }) / Double(images.count)
    #expect((25...40).contains(mean))
    #expect(images.max() == 255)
    for image in 0..<1000 {
      let pixels = images[image * 784..<(image + 1) * 784]
      #expect(pixels.contains { $0 > 150 }, "image \(image) has no ink")
      // Grey edges, not black and white alone.
      #expect(pixels.contains { (20...150).contains($0) }, "image \(image) has hard edges")
    }
  }

  @Test func digitsAreCentred() {
    let (images, _) = digits(0..<1000)
    for image in 0..<1000 {
      var ink = 0.0
      var (x, y) = (0.0, 0.0)
      for pixel in 0..<784 {
        let value = Double(images[image * 784 + pixel])
        ink += value
        x += value * Double(pixel % 28)
        y += value * Double(pixel / 28)
      }
      #expect(abs(x / ink - 13.5) < 6 && abs(y / ink - 13.5) < 6, "image \(image)")
    }
  }

  /// Label and image belong together: even the nearest of ten mean images tells most digits.
  @Test func labelsNameWhatIsDrawn() {
    let training = digits(0..<1000)
    let test = digits(0..<200, set: .test)
    var means = [[Double]](repeating: [Double](repeating: 0, count: 784), count: 10)
    var counts = [Double](repeating: 0, count: 10)
    for (example, label) in training.labels.enumerated() {
      counts[Int(label)] += 1
      for pixel in 0..<784 {
        means[Int(label)][pixel] += Double(training.images[example * 784 + pixel])
      }
    }
    for digit in 0..<10 { means[digit] = means[digit].map { $0 / counts[digit] } }
    var right = 0
    for (example, label) in test.labels.enumerated() {
      let distances = means.map { mean in
        (0..<784).reduce(0.0) { sum, pixel in
          let difference = mean[pixel] - Double(test.images[example * 784 + pixel])
          return sum + difference * difference
        }
      }
      if distances.indices.min(by: { distances[$0] < distances[$1] }) == Int(label) { right += 1 }
    }
    #expect(right > 130 && right < 200)
  }
}
