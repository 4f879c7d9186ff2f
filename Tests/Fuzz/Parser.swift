import Sigmoid

/// What reads bytes from outside. Each input is refused with a whole `FileError`, or its result
/// holds what is checked here; anything else ends the program, which libFuzzer reports.
enum Parser: String, CaseIterable {
  case arff, bzip2, csv, gzip, history, idx, json, jsonl, labels, libsvm, npy, npz, onnx, png
  case safetensors, tsv, xz, zstd

  func parse(_ bytes: [UInt8]) {
    switch self {
    case .csv: parseTable(.csv, bytes)
    case .tsv: parseTable(.tsv, bytes)
    case .arff: parseTable(.arff, bytes)
    case .jsonl: parseTable(.jsonl, bytes)
    case .bzip2, .xz, .zstd: parseTable(.csv, bytes)
    case .idx, .gzip: parseTable(.idx, bytes)
    case .libsvm: parseTable(.libsvm, bytes)
    case .npy: parseTable(.npy, bytes)
    case .labels:
      Self.allowingRefusal { () throws(FileError) in
        // What the first bytes say, too.
        _ = try DataFormat(beginningOf: InputInMemory.path(to: bytes))
      }
      Self.allowingRefusal { () throws(FileError) in
        _ = try ReadRequest.labels(at: InputInMemory.path(to: bytes))
      }
    case .npz:
      // Without this, next to no change would get behind the checksums.
      let repaired = Checksums.repairedZip(bytes)
      parseTable(.npz, repaired)
      parseModel(.npz, repaired)
    case .png:
      parseImage(bytes)
      parseImage(Checksums.repairedPNG(bytes))
    case .onnx: parseModel(.onnx, bytes)
    case .json: parseModel(.json, bytes)
    case .safetensors:
      Self.allowingRefusal { () throws(FileError) in
        try Self.checkModel(LogisticModel(contentsOf: InputInMemory.path(to: bytes)))
      }
    case .history:
      Self.allowingRefusal { () throws(FileError) in
        let history = try TrainingHistory(bytes, path: "history")
        check(!history.records.isEmpty, "a history without records")
      }
    }
  }

  /// Runs a parser, which may refuse what it is given with a message that says something.
  static func allowingRefusal(_ work: () throws(FileError) -> Void) {
    do {
      try work()
    } catch {
      check(
        !error.expected.isEmpty && !error.found.isEmpty && !error.remedy.isEmpty, "\(error)")
    }
  }

  private func parseImage(_ bytes: [UInt8]) {
    Self.allowingRefusal { () throws(FileError) in
      let image = try PNGImage.decode(bytes)
      check(image.pixels.count == image.size.pixels, "\(image.pixels.count) pixels")
      // What was read can be written, and is the same when read again.
      let again = try PNGImage.decode(PNGImage.encode(image))
      check(again == image, "another image when read again")
      _ = try DigitRecipe.apply(to: image)
    }
  }

  private func parseModel(_ format: ModelFormat, _ bytes: [UInt8]) {
    Self.allowingRefusal { () throws(FileError) in
      let model = try format.decode(bytes, path: rawValue)
      try Self.checkModel(model)
      let again = try format.decode(format.encode(model, name: "again"), path: rawValue)
      check(format == .onnx || again == model, "another model when read again")
    }
  }

  /// A model that was read can be written in every form.
  private static func checkModel(_ model: LogisticModel) throws(FileError) {
    guard let bytes = try? model.encoded() else { fatalError("no safetensors") }
    let again = try LogisticModel(contentsOf: InputInMemory.path(to: bytes))
    check(again == model, "another model when read again")
    for format in ModelFormat.allCases {
      allowingRefusal { () throws(FileError) in
        _ = try format.encode(model, name: model.classes[0].name)
      }
    }
  }
}

/// As `precondition`, whose words an optimised build leaves out.
func check(_ isSo: Bool, _ words: @autoclosure () -> String) {
  if !isSo { fatalError(words()) }
}
