/// Which pixels of an image one pass over its file holds.
struct InterlacePass {
  let firstColumn: Int
  let columnStep: Int
  let firstRow: Int
  let rowStep: Int

  /// The only pass of an image that is not interlaced.
  static let whole = InterlacePass(firstColumn: 0, columnStep: 1, firstRow: 0, rowStep: 1)

  /// Adam7, the one interlacing that PNG has.
  static let adam7 = [
    InterlacePass(firstColumn: 0, columnStep: 8, firstRow: 0, rowStep: 8),
    InterlacePass(firstColumn: 4, columnStep: 8, firstRow: 0, rowStep: 8),
    InterlacePass(firstColumn: 0, columnStep: 4, firstRow: 4, rowStep: 8),
    InterlacePass(firstColumn: 2, columnStep: 4, firstRow: 0, rowStep: 4),
    InterlacePass(firstColumn: 0, columnStep: 2, firstRow: 2, rowStep: 4),
    InterlacePass(firstColumn: 1, columnStep: 2, firstRow: 0, rowStep: 2),
    InterlacePass(firstColumn: 0, columnStep: 1, firstRow: 1, rowStep: 2),
  ]
}
