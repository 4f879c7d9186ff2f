import SigmoidSystem
import SigmoidLinear

/// Σ h·x̃x̃ᵀ over examples, x̃ being an example with a one behind its features: what the Hessian
/// of a loss of scores is made of, with h the curvature of each example's loss.
package enum Gram {
  /// The lower triangle of the sum, (features + 1)², the last row that of the intercept. The
  /// values of features are the stored elements times the storage's scale, standardized where that
  /// is asked for; sums are made in its scalar by BLAS `syrk` and `gemv` chunk by chunk, and added in
  /// the chunks' order: the same bits for any number of threads and of processes.
  ///
  /// - Parameter curvatures: h, one for each of the examples here, none negative.
  package static func weighted<Features: FeatureStorage>(
    _ data: Dataset<Features>, curvatures: [Double], standardization: Standardization? = nil,
    threads: Int
  ) -> Matrix<Double> {
    require(
      data.examples == curvatures.count,
      "\(curvatures.count) curvatures for \(data.examples) examples")
    if data.features.storedElements != nil,
      let gram = ofElements(data, curvatures, standardization, threads: threads)
    {
      return gram
    }
    let sums = ExampleSums(data, curvatures, standardization, workers: threads)
    return Self.sums(data, curvatures, threads: threads) { range, worker, square, border in
      sums.add(range, worker: worker, to: &square, &border)
    }
  }

  /// Adds up what each chunk of examples comes to.
  /// - Parameter add: square (features², lower triangle) ← Σ h·xxᵀ over a range, border += Σ h·x.
  static func sums<Features: FeatureStorage, Scalar: PassScalar>(
    _ data: Dataset<Features>, _ curvatures: [Double], threads: Int,
    add:
      @Sendable (
        _ range: Range<Int>, _ worker: Int, _ square: inout MutableSpan<Scalar>,
        _ border: inout MutableSpan<Scalar>
      ) -> Void
  ) -> Matrix<Double> {
    let features = data.features.features
    let partition = data.partition
    let borders = ChunkBuffers<Scalar>(chunks: partition.own.count, count: features)
    let squares = SquareSums<Scalar>(features: features, partition, threads: threads)
    BLASThreads.scoped(1) {
      let own = partition.own
      for start in stride(from: own.lowerBound, to: own.upperBound, by: squares.room) {
        let some = start..<min(start + squares.room, own.upperBound)
        forEach(in: some, threads: threads) { chunk, worker in
          if partition.local(chunk).isEmpty { squares.parts.clear(chunk - start) }
          squares.parts.with(chunk - start) { square in
            borders.with(chunk - own.lowerBound) { border in
              add(partition.local(chunk), worker, &square, &border)
            }
          }
        }
        squares.take(some, threads: threads)
      }
    }
    var result = Matrix<Double>(rows: features + 1, columns: features + 1)
    squares.write(to: &result)
    var border = [Double](repeating: 0, count: features)
    var span = border.mutableSpan
    partition.add(borders, to: &span)
    for feature in 0..<features { result[features, feature] = border[feature] }
    result[features, features] = partition.sum(of: curvatures)
    return result
  }
}

/// The squares of the chunks that are at work, and what those before them add up to.
///
/// Sendable: its parts are, and the rest never changes.
private final class SquareSums<Scalar: PassScalar>: Sendable {
  /// Chunks that there is room for at a time: as many for each worker, and more than one where that
  /// takes little, as workers wait for one another after each time.
  let room: Int
  private static var roomBytes: Int { 8 << 20 }
  /// room × features², lower triangles.
  let parts: ChunkBuffers<Scalar>
  private let features: Int
  private let partition: Partition
  /// One process adds chunk after chunk: features columns of the total.
  private let total: ChunkBuffers<Double>
  /// One of several keeps the triangles of its chunks, to be added behind those of the processes
  /// before it: chunks × features·(features + 1)/2.
  private let triangles: ChunkBuffers<Scalar>

  init(features: Int, _ partition: Partition, threads: Int) {
    self.features = features
    self.partition = partition
    let many = Self.roomBytes / max(1, features * features * MemoryLayout<Scalar>.stride)
    room = max(1, min(max(threads, many / threads * threads), partition.own.count))
    parts = ChunkBuffers(chunks: room, count: features * features)
    let isAlone = partition.communicator.ranks == 1
    total = ChunkBuffers(chunks: isAlone ? features : 0, count: features)
    triangles = ChunkBuffers(
      chunks: isAlone ? 0 : partition.own.count, count: features * (features + 1) / 2)
  }

  /// The lower part of a column in a square.
  private func part(_ column: Int) -> Range<Int> {
    column * features + column..<(column + 1) * features
  }

  /// Adds the squares of these chunks, which lie in `parts` in their order.
  func take(_ chunks: Range<Int>, threads: Int) {
    if partition.communicator.ranks == 1 {
      forEach(in: 0..<features, threads: threads) { column, _ in
        total.with(column) { sums in
          for index in 0..<chunks.count {
            parts.add(part(column), of: index, to: &sums, at: column)
          }
        }
      }
    } else {
      forEach(in: chunks, threads: threads) { chunk, _ in
        let own = chunk - partition.own.lowerBound
        var position = 0
        for column in 0..<features {
          parts.copy(part(column), of: chunk - chunks.lowerBound, to: triangles, own, at: position)
          position += features - column
        }
      }
    }
  }

  /// The lower triangle of the total, but for the last row.
  func write(to result: inout Matrix<Double>) {
    if partition.communicator.ranks == 1 {
      let height = result.rows
      var elements = result.mutableSpan
      for column in 0..<features {
        total.with(column) { sums in
          for row in column..<features { elements[column * height + row] = sums[row] }
        }
      }
    } else {
      var sums = [Double](repeating: 0, count: triangles.count)
      var span = sums.mutableSpan
      partition.add(triangles, to: &span)
      var position = 0
      for column in 0..<features {
        for row in column..<features {
          result[row, column] = sums[position]
          position += 1
        }
      }
    }
  }
}

/// What examples add to the square and to the border.
private struct ExampleSums<Features: FeatureStorage>: Sendable {
  typealias Scalar = Features.Scalar

  private let examples: ScaledExamples<Features>
  private let features: Int
  /// Of each worker: features × block.
  private let gathered: ChunkBuffers<Scalar>

  /// Examples taken at a time: enough for `syrk` to run at speed, few enough for the cache.
  private static var block: Int { 1024 }

  init(
    _ data: Dataset<Features>, _ curvatures: [Double], _ standardization: Standardization?,
    workers: Int
  ) {
    examples = ScaledExamples(data, curvatures, standardization)
    features = data.features.features
    gathered = ChunkBuffers(
      chunks: workers, count: data.features.features * min(Self.block, data.examples))
  }

  /// - Parameters:
  ///   - square: features², lower triangle: ← Σ h·xxᵀ; of no examples it is left as it is.
  ///   - border: features: += Σ h·x.
  func add(
    _ range: Range<Int>, worker: Int, to square: inout MutableSpan<Scalar>,
    _ border: inout MutableSpan<Scalar>
  ) {
    guard features > 0 else { return }
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
      let some = start..<min(start + Self.block, range.upperBound)
      let roots = examples.roots.span.extracting(some)
      gathered.with(worker) { gathered in
        examples.gather(some, into: &gathered)
        gathered.withUnsafeMutableBufferPointer { a in
          square.withUnsafeMutableBufferPointer { square in
            border.withUnsafeMutableBufferPointer { border in
              roots.withUnsafeBufferPointer { roots in
                guard let a = UnsafePointer(a.baseAddress), let square = square.baseAddress,
                  let border = border.baseAddress, let roots = roots.baseAddress
                else { return }
                Scalar.syrk(
                  rows: features, columns: some.count, a: a,
                  beta: start == range.lowerBound ? 0 : 1, c: square)
                Scalar.gemv(
                  transposed: false, rows: features, columns: some.count, alpha: 1, a: a,
                  x: roots, beta: 1, y: border)
              }
            }
          }
        }
      }
    }
  }
}
