import SigmoidExamples
import SigmoidModel
import SigmoidSystem

/// A form in which other programs take a model.
public enum ModelFormat: String, CaseIterable, Sendable {
  /// ONNX, opset 13; with `json` and `npz` the ones that can be read back.
  case onnx
  /// One JSON object with whole doubles, which can be read back.
  case json
  /// NumPy's archive of arrays, which can be read back too.
  case npz
  /// One row a column of weights.
  case csv
  /// A header of C99 with one function.
  case c
  /// A Swift source file with one function.
  case swift

  /// Without a dot.
  public var fileExtension: String { self == .c ? "h" : rawValue }

  /// Whether `decode` reads it.
  public var isReadable: Bool { self == .onnx || self == .json || self == .npz }

  /// Whether who applies the model gives it 32-bit floats.
  private var takesFloats: Bool { self == .onnx || self == .c }

  /// What a score may be off by in this format at least, where that is more than a hundredth: an
  /// intercept that makes up for features far from 0 is as large as their products with the weights, of
  /// which floats keep 24 bits.
  public func scoreRounding(of model: LogisticModel) -> Double? {
    let most = model.intercepts.reduce(0) { max($0, abs($1)) } * 0x1p-24
    return takesFloats && most > 0.01 ? most : nil
  }

  /// The largest file that is read: a model of a million features and 26 classes, with room to
  /// spare.
  public static let sizeLimit = 1 << 30

  /// The format that a file of this name has by its extension; nil when it is none of these.
  public init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let end = path[path.index(after: dot)...].lowercased()
    guard let format = Self.allCases.first(where: { $0.fileExtension == end }) else { return nil }
    self = format
  }

  /// The bytes of a file. All but JSON and NPZ have weights of raw inputs: `inputScale` is folded in.
  /// - Parameters:
  ///   - name: what the model is called there; the identifiers of C and Swift are made from it, and
  ///     errors bear it as their path.
  ///   - takesColumns: whether who applies a model of a table gives it a table's columns, and not its
  ///     features; other models have none, and JSON, NPZ and CSV are the same.
  /// - Throws: `FileError` for numbers that are not finite, or too large for the format.
  public func encode(
    _ model: LogisticModel, name: String, takesColumns: Bool = true
  ) throws(FileError) -> [UInt8] {
    let portable = try RawInputModel(model, name: name)
    let columns = takesColumns ? PortableColumn.all(of: model) : nil
    switch self {
    case .onnx:
      return try ONNXExport.encode(
        portable, columns: columns, metadata: try ONNXMetadata(model), name: name)
    case .json: return try JSONModel.encode(model)
    case .npz: return try NPZModel.encode(model)
    case .csv: return CSVExport.encode(portable, featureNames: model.inputs.featureNames)
    case .c: return try CExport.encode(portable, columns: columns, name: name)
    case .swift: return SwiftExport.encode(portable, columns: columns, name: name)
    }
  }

  /// A model from the bytes of a file. JSON and NPZ give the very model that was written; ONNX its
  /// weights as rounded to float32.
  /// - Parameter path: the file the bytes came from, for the message.
  /// - Throws: `FileError` when it is not such a file, a damaged one, or one of a model that is not
  ///   a logistic regression.
  public func decode(_ bytes: [UInt8], path: String) throws(FileError) -> LogisticModel {
    switch self {
    case .onnx: return try ONNXImport.decode(bytes, path: path)
    case .json: return try JSONModel.decode(bytes, path: path)
    case .npz: return try NPZModel.decode(bytes, path: path)
    case .csv, .c, .swift:
      throw FileError(
        path: path, expected: "a format that can be read: onnx, json or npz", found: rawValue,
        remedy: "export the model as one of these")
    }
  }

  /// Replaces the file at `path` as a whole.
  /// - Throws: `FileError`; what was there is untouched.
  public func write(_ model: LogisticModel, name: String, to path: String) throws(FileError) {
    try AtomicFile.write(encode(model, name: name), to: path)
  }

  /// - Throws: as `decode`.
  public func read(contentsOf path: String) throws(FileError) -> LogisticModel {
    let file = try InputFile(path: path, purpose: "a model in \(rawValue)")
    return try decode(file.readToEnd(limit: Self.sizeLimit), path: path)
  }
}
