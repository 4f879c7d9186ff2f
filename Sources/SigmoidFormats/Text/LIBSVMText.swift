import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Examples in the text of LIBSVM, LIBLINEAR and svmlight, as a sparse matrix with labels.
///
/// The format (Chang, Lin: LIBSVM's README; Joachims: SVM-light), one example a line:
///
///     label index:value index:value …
///
/// Indices are whole numbers that ascend within a line; features that are not there are zero.
/// Blanks or tabs separate; `#` begins a comment; empty lines are skipped. A label is any text
/// without a blank, `#` or `:`; numbers that are equal are one label, as `+1` and `1`. The `qid:`
/// of svmlight, behind the label, is read and ignored.
package struct LIBSVMText: Sendable {
  package let data: Dataset<SparseMatrix>
  /// What of the file was ignored and may matter, a sentence each.
  package let notes: [String]

  /// Reads a file, plain or gzip, in parts side by side; the result is the same for any number of
  /// threads. Memory: 8 bytes for each element, 16 where some number is not exactly a Float, about 30
  /// for each line, and the text where it is gzip or comes through a pipe, else 16 MiB of it.
  ///
  /// - Parameters:
  ///   - features: how many there are; the largest index unless told. Files of one set, training
  ///     and test, need the same.
  ///   - zeroBased: whether indices count from 0, not 1.
  ///   - limit: the most bytes, decompressed, that are taken in; 16 GiB unless told.
  /// - Throws: `FileError` with line and column for text that is not of this format, values
  ///   beyond the range of 32-bit floats, indices that do not ascend or are out of range, and a file
  ///   without examples.
  package init(
    contentsOf path: String, features: Int? = nil, zeroBased: Bool = false,
    threads: Int = BLASThreads.available, limit: Int? = nil
  ) throws(FileError) {
    let text = try LIBSVMContents(
      path: path, features: features, zeroBased: zeroBased, threads: threads,
      limit: limit ?? FileContents.defaultLimit)
    notes = text.notes
    data = text.dataset()
  }

  init(
    _ contents: borrowing FileContents, features: Int?, zeroBased: Bool, threads: Int,
    partBytes: Int = 1 << 20
  ) throws(FileError) {
    let text = try LIBSVMContents(
      contents, features: features, zeroBased: zeroBased, threads: threads, partBytes: partBytes)
    notes = text.notes
    data = text.dataset()
  }
}
