import Sigmoid
import Foundation

/// Small whole files to begin with, most of them from the project's own writers.
extension Parser {
  func writeSeeds(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    func write(_ text: String, _ name: String) throws { try write(text.utf8, name) }
    let pixels = Self.pixels
    switch self {
    case .csv:
      try write("label,a,b\nx,1,2.5e-3\ny,-0.1,\"3\"\n", "header")
      try write("7;0;255\r\n8;1;2\r\n# end\r\n", "semicolons")
      try write("'a',b,y\n'x,''',1,p\n'\\'',2,q\n", "quotes")
      try write("1 0.1 1e308\n\n2 123456789012345678901234567890 4e-400\n", "numbers")
      let levels = (0..<160).map { "w\($0 % 80),\($0),\($0 % 2)\n" }
      try write("c,x,y\n" + levels.joined(), "levels")
      try write([0xFF, 0xFE] + "a,y\n1,2\n".utf8.flatMap { [$0, 0] }, "utf16")
      try write(Array("gr".utf8) + [0xF6, 0xDF] + Array("e,y\n1,2\n".utf8), "latin1")
    case .arff:
      try write(
        "% note\n@relation r\n@attribute 'a b' real\n@attribute c {x,\"y\"}\n@data\n1,x\n?,'y'\n",
        "small")
      try write("@attribute a string\n@attribute c date\n@data\n'\\'1' 2e3 % note\n", "blanks")
    case .jsonl:
      try write("{\"a\": 1, \"y\": \"p\"}\n{\"y\": null, \"a\": -2.5e3}\n", "lines")
      try write("[{\"a\": true, \"y\": \"\\u00e9\\\"\"},\n{}]", "array")
    case .bzip2, .xz, .zstd:
      for (name, file) in Self.compressedTables where name == rawValue {
        let member = Data(base64Encoded: file) ?? Data()
        try write(member, "one")
        try write(member + member, "two")
      }
    case .tsv: try write("a\tb\tclass\n1\t2\t\"x\"\"y\"\n3\t4\tz\n", "header")
    case .libsvm:
      try write("+1 1:0.5 3:-2e3 # note\n-1 qid:4 2:1\n+1\n", "words")
      try write("0 0:1 2147483646:7\n", "large")
    case .idx:
      try IDXWriter.write(images: pixels, shape: [2, 2], to: "\(folder)/bytes")
      try IDXWriter.write(Self.numbers, to: "\(folder)/doubles")
    case .gzip:
      try IDXWriter.write(images: pixels, to: "\(folder)/bytes.gz")
      let member = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/bytes.gz"))
      try write(member + member + [0, 0], "members")
    case .labels:
      try IDXWriter.write(labels: [7, 0, 9], to: "\(folder)/idx")
      try NPYWriter.write(integers: [1, -5, 1 << 40], to: "\(folder)/integers")
      try NPYWriter.write(Labels(["é", "b", "b"]), to: "\(folder)/strings")
    case .npy:
      try NPYWriter.write(pixels, shape: [2, 2], to: "\(folder)/bytes")
      try NPYWriter.write(Self.numbers, to: "\(folder)/doubles")
      try NPYWriter.write(integers: [1, 2, 3, 4, 5, 6], shape: [3, 2], to: "\(folder)/integers")
      let head = "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 3), }\n"
      let length = [UInt8(head.utf8.count), 0]
      try write([0x93] + Array("NUMPY\u{1}\0".utf8) + length + head.utf8 + Array(0..<12), "fortran")
    case .npz:
      var archive = NPZWriter()
      archive.add(pixels, named: "x")
      try archive.add(Labels(["0", "1", "0"]), named: "y")
      try write(archive.bytes, "stored")
      try write(Data(base64Encoded: Self.deflatedArchive) ?? Data(), "deflated")
      try writeModels(.npz, to: folder)
    case .png:
      try write(PNGImage.encode(GreyImage(width: 2, height: 2, pixels: [0, 255, 9, 7])), "grey")
      let colours = ColourImage(size: ImageSize(width: 2, height: 1), samples: [1, 2, 3, 4, 5, 6])
      try write(PNGImage.encode(colours), "colour")
      for (index, image) in Self.otherImages.enumerated() {
        try write(Data(base64Encoded: image) ?? Data(), "other\(index)")
      }
    case .json: try writeModels(.json, to: folder)
    case .onnx: try writeModels(.onnx, to: folder)
    case .safetensors:
      for (index, model) in Self.models.enumerated() { try write(model.encoded(), "\(index)") }
    case .history:
      try write(
        """
        {"evaluation":1,"gradientMax":0.3,"loss":0.69,"objective":0.69,"seconds":0.1,"stepSize":1}
        {"evaluation":2,"gradientMax":"inf","loss":"nan","objective":0.5,"seconds":2,"stepSize":0}

        """, "two")
    }
  }

  /// The first seed of CSV.
  private static let compressedTables = [
    ("zstd", "KLUv/QRY8QAAbGFiZWwsYSxiCngsMSwyLjVlLTMKeSwtMC4xLDMKqhSQ1Q=="),
    (
      "bzip2",
      "QlpoOTFBWSZTWc8K7jQAAA3ZgAAQAAd6ADIEAGAgADFMAAETI09TRsoOulTI8Vm9F2iIDhGlj4u5IpwoSGeFdxoA"
    ),
    (
      "xz",
      "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAdbGFiZWwsYSxiCngsMSwyLjVlLTMKeSwtMC4xLDMKAAAAl93BTXwO8ZIA"
        + "ATYePRmVUx+2830BAAAAAARZWg=="
    ),
  ]

  private func writeModels(_ format: ModelFormat, to folder: String) throws {
    for (index, model) in Self.models.enumerated() {
      try format.write(model, name: "seed", to: "\(folder)/model\(index)")
    }
  }

  private static var pixels: ByteMatrix {
    var matrix = ByteMatrix(features: 4, examples: 3)
    var span = matrix.mutableSpan
    for index in span.indices { span[index] = UInt8(20 * index) }
    return matrix
  }

  private static var numbers: Matrix<Double> {
    Matrix(rows: 2, columns: 3, elements: [0, -1.5, .pi, 1e300, .nan, -.infinity])
  }

  private static let models: [LogisticModel] = [
    LogisticModel(
      features: 2, weights: [0.5, -1], intercepts: [0.25],
      classes: [ModelClass(name: "not 7", labels: nil), ModelClass(name: "7", labels: ["7"])],
      inputScale: 0.5, training: ["solver": "gd"],
      inputs: Schema(featureNames: ["a", "b"], shape: [1, 2])),
    LogisticModel(
      features: 1, weights: [1, 2, 3], intercepts: [0, 0, 1],
      classes: ["x", "y", "z"].map { ModelClass(name: $0, labels: [$0]) }, link: .oneVersusRest),
    LogisticModel(
      features: 1, weights: [1, 2, 3], intercepts: [0, 0, 1],
      classes: ["x", "y", "z"].map { ModelClass(name: $0, labels: [$0]) }),
  ]

  /// numpy.savez_compressed(file, x=numpy.zeros((2, 3), numpy.uint8))
  private static let deflatedArchive = """
    UEsDBC0AAAAIAAAAIQCX8P5O//////////8FABQAeC5ucHkBABAAhgAAAAAAAABJAAAAAAAAAJvsF+obEMnIUMZQrZ6S\
    WpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwAABQSwECLQMtAAAA\
    CAAAACEAl/D+TkkAAACGAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwUGAAAAAAEAAQAzAAAAgAAAAAAA
    """

  /// Of kinds that are not written here.
  private static let otherImages = [
    // A palette of two bits, one entry transparent.
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAgMAAABmjvwnAAAACVBMVEUAAAD///8JCAcqqqdVAAAAAXRSTlOArV5bRgAA\
    AApJREFUeJxjkAAAABoAGS2I9DYAAAAASUVORK5CYII=
    """,
    // Interlaced, grey and alpha of 16 bits.
    """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAQAAAH/KCl6AAAAFElEQVR4nGNgZGJmYWBlY//PAAMAC38BHJxKBK4AAAAA\
    SUVORK5CYII=
    """,
  ]
}
