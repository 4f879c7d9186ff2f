// swift-tools-version: 6.2
import PackageDescription

// Another package that links the library, as its users do; `make test` builds and tests it. What it
// imports is what they can import: no part of it may see inside.
let package = Package(
  name: "LinkExample",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "sigmoid", path: "../..")],
  targets: [
    // README's example, word for word.
    .executableTarget(
      name: "ReadmeExample", dependencies: [.product(name: "Sigmoid", package: "sigmoid")]),
    // Training and prediction with OpenBLAS and LAPACKE alone.
    .executableTarget(
      name: "CoreExample", dependencies: [.product(name: "SigmoidCore", package: "sigmoid")]),
    .testTarget(
      name: "LinkTests", dependencies: [.product(name: "Sigmoid", package: "sigmoid")]),
  ],
  swiftLanguageModes: [.v6]
)
