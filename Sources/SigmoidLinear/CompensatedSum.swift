/// A sum of doubles, or of their products, that keeps what every addition and product rounds away: to
/// about twice the digits of a double.
///
/// Takeshi Ogita, Siegfried Rump, Shin'ichi Oishi, "Accurate sum and dot product", SIAM J. Scientific
/// Computing 26, 2005, algorithms 4.4 and 5.3.
package struct CompensatedSum {
  private var sum: Double
  private var rest = 0.0

  package init(_ start: Double = 0) { sum = start }

  package mutating func add(_ number: Double) {
    let next = sum + number
    let part = next - sum
    rest += (sum - (next - part)) + (number - part)
    sum = next
  }

  package mutating func add(_ a: Double, times b: Double) {
    let product = a * b
    add(product)
    rest += (-product).addingProduct(a, b)
  }

  package var value: Double { sum + rest }
}
