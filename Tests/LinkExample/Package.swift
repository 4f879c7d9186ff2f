// swift-tools-version: 6.2
import PackageDescription

// Another package that links the library, as its users do; `make test` builds it and runs
// LinkExample. ReadmeExample is README's example, word for word.
let sigmoid: [Target.Dependency] = [.product(name: "Sigmoid", package: "sigmoid")]

let package = Package(
  name: "LinkExample",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "sigmoid", path: "../..")],
  targets: [
    .executableTarget(name: "LinkExample", dependencies: sigmoid),
    .executableTarget(name: "ReadmeExample", dependencies: sigmoid),
  ],
  swiftLanguageModes: [.v6]
)
