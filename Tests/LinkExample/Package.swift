// swift-tools-version: 6.2
import PackageDescription

// Another package that links the library, as its users do; `make test` builds and runs it.
let package = Package(
  name: "LinkExample",
  dependencies: [.package(name: "sigmoid", path: "../..")],
  targets: [
    .executableTarget(
      name: "LinkExample", dependencies: [.product(name: "Sigmoid", package: "sigmoid")])
  ],
  swiftLanguageModes: [.v6]
)
