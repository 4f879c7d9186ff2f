import SigmoidExamples
import SigmoidModel
import SigmoidSystem

/// The part of a graph that makes `features` of the columns of a table, an input of [N, 1] each, called as
/// the column:
///
///     number   float       NaN is a missing cell
///     boolean  float       1 or 0; NaN is a missing cell
///     date     double      days since 1970-01-01 in UTC, with their fraction; NaN is a missing cell
///     levels   string      an empty one is a missing cell, unless it is a level
///
/// A cell that the model refuses, missing or of a level that it does not know, makes the probabilities of
/// its row NaN: no operator raises an error for one row.
///
///     number, boolean   Where(IsNaN(x), fill, x), and IsNaN(x) as the indicator
///     date              the same of x − first, in double
///     levels            OneHot(LabelEncoder(x)): the code of a level is the position of its feature, one
///                       too many where it has none
///     features          Concat, and + NaN where a level is refused
struct ONNXColumns {
  static let features = "features"
  /// Values of the rest of the graph, whose names no input may have.
  private static let reserved: Set = [
    ONNXExport.input, features, "weights", "intercepts", "labels", "scores", "position", "label",
    "probabilities",
    "negated", "lossOfClass", "logOfSigmoid",
  ]

  private(set) var inputs: [ONNXValueInfo] = []
  private(set) var nodes: [ONNXNode] = []
  private(set) var initializers: [ONNXTensor] = []
  /// How many features there are.
  let width: Int
  /// [N, …] each, in the order of the features.
  private var parts: [String] = []
  /// [N, 1] each: 0, or NaN in a row that is refused.
  private var refusals: [String] = []
  /// Begins the names of values within, and no name of an input.
  private var prefix = "columns/"

  init(_ columns: [PortableColumn]) {
    width = columns.reduce(0) { $0 + $1.column.featureCount }
    var taken = Self.reserved
    let names = columns.map { column in
      var name = column.column.name.isEmpty ? "column\(column.position)" : column.column.name
      while !taken.insert(name).inserted { name += "_" }
      return name
    }
    while names.contains(where: { $0.hasPrefix(prefix) }) { prefix = "_" + prefix }
    for (column, name) in zip(columns, names) {
      let type: ONNXTensor.ElementType =
        switch column.column.kind {
        case .numeric, .boolean: .float
        case .date: .double
        case .categorical: .text
        }
      inputs.append(
        ONNXValueInfo(name: name, elementType: type, shape: [.symbol("N"), .size(1)]))
      if case .categorical(let categories) = column.column.kind {
        append(column, categories, input: name)
      } else {
        append(number: column, input: name)
      }
    }
    let isRefused = !refusals.isEmpty
    append(
      "Concat", parts, isRefused ? prefix + "known" : Self.features,
      ["axis": .integer(1)])
    guard isRefused else { return }
    let sum = prefix + "refused"
    append("Sum", refusals, sum)
    append("Add", [prefix + "known", sum], Self.features)
  }

  private mutating func append(
    _ operation: String, _ inputs: [String], _ output: String,
    _ attributes: [String: ONNXAttribute] = [:], domain: String = ""
  ) {
    nodes.append(
      ONNXNode(
        operation: operation, domain: domain, inputs: inputs, outputs: [output],
        attributes: attributes))
  }

  private mutating func append(number column: PortableColumn, input: String) {
    let own = "\(prefix)\(column.position)/"
    var value = input
    var isDouble = false
    if case .date(let first) = column.column.kind {
      isDouble = true
      initializers.append(
        ONNXTensor(name: own + "first", dimensions: [1], elements: .doubles([first])))
      append("Sub", [input, own + "first"], own + "days")
      value = own + "days"
    }
    let float: ONNXAttribute = .integer(ONNXTensor.ElementType.float.rawValue)
    if let fill = column.column.fill {
      initializers.append(
        ONNXTensor(
          name: own + "fill", dimensions: [1],
          elements: isDouble ? .doubles([fill]) : .numbers([fill])))
      append("IsNaN", [value], own + "isMissing")
      append("Where", [own + "isMissing", own + "fill", value], own + "filled")
      value = own + "filled"
    }
    if isDouble {
      append("Cast", [value], own + "float", ["to": float])
      value = own + "float"
    }
    parts.append(value)
    if column.indicator != nil {
      append("Cast", [own + "isMissing"], own + "indicator", ["to": float])
      parts.append(own + "indicator")
    }
  }

  private mutating func append(
    _ column: PortableColumn, _ categories: Categories, input: String
  ) {
    let own = "\(prefix)\(column.position)/"
    let count = column.ownFeatures
    func code(_ level: Int) -> Int64 {
      guard let reference = categories.reference else { return Int64(level) }
      return Int64(level == reference ? count : level > reference ? level - 1 : level)
    }
    let fill = column.column.fill.map { Int($0) }
    let levels = categories.levels
    let hasEmptyLevel = levels.contains("")
    let keys = levels + (hasEmptyLevel ? [] : [""])
    let missing = fill.map(code) ?? Int64(count)
    let unseen = categories.unseen == .missing ? missing : Int64(count)
    if count > 0 {
      append(
        "LabelEncoder", [input], own + "code",
        [
          "keys_strings": .texts(keys),
          "values_int64s": .integers(levels.indices.map(code) + (hasEmptyLevel ? [] : [missing])),
          "default_int64": .integer(unseen),
        ], domain: ONNXModel.mlDomain)
      initializers += [
        ONNXTensor(name: own + "row", dimensions: [1], elements: .integers([-1])),
        ONNXTensor(name: own + "depth", dimensions: [1], elements: .integers([Int64(count)])),
        ONNXTensor(name: own + "values", dimensions: [2], elements: .numbers([0, 1])),
      ]
      append("Reshape", [own + "code", own + "row"], own + "codes")
      append("OneHot", [own + "codes", own + "depth", own + "values"], own + "hot")
      parts.append(own + "hot")
    }
    // 1 where a cell is missing and that has a feature, NaN where the row is refused.
    let ofMissing = fill == nil ? Double.nan : column.indicator == nil ? 0 : 1
    let ofUnseen =
      switch categories.unseen {
      case .error: Double.nan
      case .missing: ofMissing
      case .reference: 0.0
      }
    guard column.indicator != nil || ofMissing.isNaN || ofUnseen.isNaN else { return }
    append(
      "LabelEncoder", [input], own + "mark",
      [
        "keys_strings": .texts(keys),
        "values_floats": .floats(levels.map { _ in 0 } + (hasEmptyLevel ? [] : [ofMissing])),
        "default_float": .float(ofUnseen),
      ], domain: ONNXModel.mlDomain)
    if column.indicator != nil {
      parts.append(own + "mark")
    } else {
      refusals.append(own + "mark")
    }
  }
}
