/// Examples that were drawn from those of all processes, for every process that holds a part.
package struct SampledExamples {
  /// Those of this process, by their positions here.
  let here: [Int]
  /// Where each drawn one is among those of all processes, one process after the other.
  let order: [Int]
  let communicator: any Communicator

  /// A number of each, in the order in which they were drawn. All processes call it.
  /// - Parameter own: of every example of this process.
  package func gather<Number: BitwiseCopyable>(_ own: [Number]) -> [Number] {
    let all = communicator.allGather(here.map { own[$0] }).flatMap { $0 }
    return order.map { all[$0] }
  }

  /// Their features, in that order. All processes call it.
  /// - Parameter own: of every example of this process.
  package func gather<Features: FeatureStorage>(
    _ own: Features
  ) -> Features {
    let some = own.selecting(here)
    guard communicator.ranks > 1 else { return some }
    return own.joining(communicator.allGather(some.packed())).selecting(order)
  }
}
