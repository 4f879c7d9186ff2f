/// A number that is not negative, with zeros in front where it has fewer digits than `width`.
package func paddedDigits(
  _ number: some BinaryInteger, radix: Int = 10, uppercase: Bool = false, width: Int
) -> String {
  let digits = String(number, radix: radix, uppercase: uppercase)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
