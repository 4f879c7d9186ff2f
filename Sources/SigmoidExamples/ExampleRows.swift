import SigmoidSystem

/// Which rows of a file examples are: what a person finds them by.
package struct ExampleRows: Equatable, Sendable {
  /// Of each example, how many rows with data come before its own; two of grouped data may share one.
  package let places: [Int]
  /// What a column calls the row of each example; nil where none was asked for.
  package let names: [String]?

  package init(places: [Int], names: [String]? = nil) {
    require(
      names?.count ?? places.count == places.count,
      "\(names?.count ?? 0) names for \(places.count) rows")
    self.places = places
    self.names = names
  }

  /// Those of the named examples, in that order.
  package func selecting(_ examples: [Int]) -> ExampleRows {
    ExampleRows(
      places: examples.map { places[$0] }, names: names.map { names in examples.map { names[$0] } })
  }
}
