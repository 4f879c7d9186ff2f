// swift-tools-version: 6.2
import PackageDescription

// Coverage-guided fuzzing of everything that reads files (LLVM's libFuzzer, on Linux); `make fuzz`
// builds it with `--sanitize fuzzer --sanitize address` and runs it.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "sigmoid", path: "../..")],
  targets: [
    .systemLibrary(name: "LibFuzzer", path: "LibFuzzer"),
    .executableTarget(
      name: "Fuzz", dependencies: ["LibFuzzer", .product(name: "Sigmoid", package: "sigmoid")]),
  ],
  swiftLanguageModes: [.v6]
)
