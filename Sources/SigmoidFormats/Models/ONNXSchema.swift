/// What of ONNX a logistic regression takes: the messages of onnx.proto3, with their field numbers.
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
struct ONNXModel {
  enum Field {
    static let irVersion = 1, producerName = 2, graph = 7, operatorSets = 8, metadata = 14
    /// Of OperatorSetIdProto.
    static let setDomain = 1, setVersion = 2
    /// Of StringStringEntryProto.
    static let key = 1, value = 2
  }

  /// Of operators beside those of ai.onnx, which have the empty domain.
  static let mlDomain = "ai.onnx.ml"

  var graph = ONNXGraph()
  var metadata: [String: String] = [:]
}

struct ONNXGraph {
  enum Field {
    static let nodes = 1, name = 2, initializers = 5, inputs = 11, outputs = 12
  }

  var name = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
}

struct ONNXNode {
  enum Field {
    static let inputs = 1, outputs = 2, operation = 4, attributes = 5, domain = 7
  }

  var operation = ""
  /// Empty for the operators of ai.onnx.
  var domain = ""
  /// An empty name is an input left out.
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [String: ONNXAttribute] = [:]
}

enum ONNXAttribute {
  enum Field {
    static let name = 1, float = 2, integer = 3, text = 4, floats = 7, integers = 8, texts = 9
    static let type = 20
  }

  /// AttributeProto.AttributeType.
  enum Kind: Int64 {
    case float = 1
    case integer = 2
    case text = 3
    case floats = 6
    case integers = 7
    case texts = 8
  }

  case float(Double)
  case integer(Int64)
  case text(String)
  case floats([Double])
  case integers([Int64])
  case texts([String])
  /// A kind that no logistic regression has.
  case other
}

struct ONNXTensor {
  enum Field {
    static let dimensions = 1, elementType = 2, floats = 4, texts = 6, integers = 7, name = 8
    static let raw = 9, doubles = 10, externalData = 13, location = 14
  }

  /// TensorProto.DataType.
  enum ElementType: Int64 {
    case float = 1
    case integer = 7
    case text = 8
    case double = 11
  }

  /// Row-major.
  enum Elements {
    /// Float32 or double in a file that is read, float32 in one that is written.
    case numbers([Double])
    /// Double in a file that is written.
    case doubles([Double])
    case integers([Int64])
    case texts([String])

    var count: Int {
      switch self {
      case .numbers(let values), .doubles(let values): values.count
      case .integers(let values): values.count
      case .texts(let values): values.count
      }
    }
  }

  var name = ""
  var dimensions: [Int] = []
  var elements = Elements.numbers([])
}

/// The name and shape of an input or output.
struct ONNXValueInfo {
  enum Field {
    static let name = 1, type = 2
    /// Of TypeProto, TypeProto.Tensor, TensorShapeProto and its Dimension.
    static let tensorType = 1, elementType = 1, shape = 2, dimension = 1, size = 1, symbol = 2
  }

  enum Dimension {
    case size(Int64)
    case symbol(String)
  }

  var name = ""
  var elementType = ONNXTensor.ElementType.float
  /// Nil when the file says nothing of it, or it is not a tensor.
  var shape: [Dimension]?
}
