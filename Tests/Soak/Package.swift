// swift-tools-version: 6.2
import PackageDescription

// Hours of use in one process; `make soak` builds and runs it.
let package = Package(
  name: "Soak",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "sigmoid", path: "../..")],
  targets: [
    .executableTarget(
      name: "Soak", dependencies: [.product(name: "Sigmoid", package: "sigmoid")])
  ],
  swiftLanguageModes: [.v6]
)
