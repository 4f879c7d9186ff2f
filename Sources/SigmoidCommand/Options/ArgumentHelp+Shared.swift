import ArgumentParser

/// What several commands say of the same argument.
extension ArgumentHelp {
  static var model: ArgumentHelp {
    ArgumentHelp("The model, a safetensors file.", valueName: "file")
  }

  static var testInput: ArgumentHelp {
    ArgumentHelp(
      "A file of labelled examples, or a folder of images (default: MNIST's test images).",
      valueName: "input")
  }

  static var history: ArgumentHelp {
    ArgumentHelp("The history of the training, as 'train --history' saved it.", valueName: "file")
  }
}
