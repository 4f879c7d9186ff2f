// swift-tools-version: 6.2
import PackageDescription

// Matrices hand out spans, whose lifetimes the compiler checks under this flag.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

let package = Package(
  name: "sigmoid",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "Sigmoid",
      targets: [
        "LinearAlgebra", "Optimization", "LogisticRegression", "Datasets", "ModelFormats", "Report",
        "Files",
      ]),
    .library(name: "LogisticReference", targets: ["LogisticReference"]),
    .executable(name: "sigmoid", targets: ["sigmoid"]),
  ],
  traits: [
    .trait(name: "MPI", description: "Training by several processes, on one machine or many.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", path: "Modules/COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CLAPACKE", path: "Modules/CLAPACKE", pkgConfig: "lapacke",
      providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(
      name: "CDeflate", path: "Modules/CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(
      name: "CCrypto", path: "Modules/CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CPNG", path: "Modules/CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CFileSystem", path: "Modules/CFileSystem"),
    .systemLibrary(
      name: "CMPI", path: "Modules/CMPI", pkgConfig: "mpi-c",
      providers: [.apt(["libopenmpi-dev"])]),

    .target(name: "Files", dependencies: ["CFileSystem", "CCrypto"]),
    .target(name: "PixelKernels"),
    .target(name: "ActivationKernels"),
    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS", "CLAPACKE", "PixelKernels"],
      swiftSettings: lifetimes),
    .target(name: "Optimization"),
    .target(
      name: "LogisticRegression",
      dependencies: ["Optimization", "LinearAlgebra", "Files", "ActivationKernels"]),
    .target(
      name: "Datasets",
      dependencies: ["LinearAlgebra", "Files", "CDeflate", "CPNG", "CZlib"]),
    .target(name: "ModelFormats", dependencies: ["LogisticRegression", "Datasets", "Files"]),
    .target(
      name: "Report", dependencies: ["LogisticRegression", "Datasets", "LinearAlgebra", "Files"],
      // In the code, as bytes: the command is one binary, with no bundle of resources beside it.
      resources: [
        .embedInCode("Resources/draw-model.js"), .embedInCode("Resources/draw-pad.js"),
        .embedInCode("Resources/draw-recipe.js"), .embedInCode("Resources/page.css"),
      ]),
    .target(
      name: "PredictionServer",
      dependencies: [
        "LogisticRegression", "ModelFormats", "Datasets", "LinearAlgebra", "Files",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .target(name: "LogisticReference"),
    .target(name: "CommandStart"),
    // Empty without the trait, and so without MPI.
    .target(
      name: "DistributedTraining",
      dependencies: ["LinearAlgebra", .target(name: "CMPI", condition: .when(traits: ["MPI"]))]),
    .executableTarget(
      name: "sigmoid",
      dependencies: [
        "LinearAlgebra", "Optimization", "LogisticRegression", "Datasets", "ModelFormats",
        "LogisticReference", "Report", "PredictionServer", "DistributedTraining", "CommandStart",
        "Files", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Random problems against an oracle of another precision; `make sweep` builds and runs it.
    .executableTarget(
      name: "sweep", dependencies: ["LinearAlgebra", "LogisticRegression"], path: "Tests/Sweep"),
    .target(
      name: "TestSupport", dependencies: ["LinearAlgebra", "Optimization", "Datasets"],
      path: "Tests/TestSupport"),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(name: "PixelKernelsTests", dependencies: ["PixelKernels", "TestSupport"]),
    .testTarget(
      name: "ActivationKernelsTests", dependencies: ["ActivationKernels", "TestSupport"]),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
    .testTarget(name: "OptimizationTests", dependencies: ["Optimization", "TestSupport"]),
    .testTarget(
      name: "LogisticReferenceTests", dependencies: ["LogisticReference", "TestSupport"]),
    .testTarget(
      name: "LogisticRegressionTests",
      dependencies: ["LogisticRegression", "LogisticReference", "TestSupport"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Files", "LinearAlgebra", "TestSupport"]),
    .testTarget(
      name: "ModelFormatsTests",
      dependencies: [
        "ModelFormats", "LogisticRegression", "Datasets", "LinearAlgebra", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "Report", "LogisticRegression", "Datasets", "LinearAlgebra", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "PredictionServerTests",
      dependencies: [
        "PredictionServer", "LogisticRegression", "Datasets", "LinearAlgebra", "TestSupport",
      ]),
    .testTarget(
      name: "PeerConformance",
      dependencies: [
        "LogisticRegression", "Optimization", "Datasets", "LinearAlgebra", "Files", "sigmoid",
        "TestSupport",
      ], exclude: ["README.md"]),
    .testTarget(
      name: "CommandTests", dependencies: ["sigmoid", "Datasets", "TestSupport"],
      exclude: ["Cases"]),
    .testTarget(
      name: "MNISTTests",
      dependencies: ["LogisticRegression", "LogisticReference", "Datasets", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
