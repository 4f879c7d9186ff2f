// swift-tools-version: 6.2
import PackageDescription

// Matrices hand out spans, whose lifetimes the compiler checks under this flag.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

// The rooms of the house, each above those that it imports; Sources/Sigmoid/Sigmoid.docc/Design.md has
// the picture.
let core: [Target.Dependency] = [
  "SigmoidSystem", "SigmoidLinear", "SigmoidOptimization", "SigmoidExamples", "SigmoidModel",
  "SigmoidMetrics",
]
let rooms: [Target.Dependency] =
  core + ["SigmoidFormats", "SigmoidDigits", "SigmoidReport"]

let package = Package(
  name: "sigmoid",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Sigmoid", targets: ["Sigmoid"]),
    .library(name: "SigmoidCore", targets: ["SigmoidCore"]),
    .library(name: "LogisticReference", targets: ["LogisticReference"]),
    .executable(name: "sigmoid", targets: ["SigmoidCommand"]),
  ],
  traits: [
    .trait(
      name: "Command",
      description: "The command and its server, which need swift-argument-parser and swift-nio."),
    .trait(name: "MPI", description: "Training by several processes, on one machine or many."),
    .trait(name: "Fuzz", description: "The fuzzer of the parsers, which needs LLVM's libFuzzer."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", path: "Modules/COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CLAPACKE", path: "Modules/CLAPACKE", pkgConfig: "lapacke",
      providers: [.apt(["liblapacke-dev"]), .brew(["lapack"])]),
    .systemLibrary(
      name: "CDeflate", path: "Modules/CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CPNG", path: "Modules/CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", path: "Modules/CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    // Debian has no pkg-config file of it; macOS has the library itself.
    .systemLibrary(
      name: "CBzip2", path: "Modules/CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(
      name: "CLZMA", path: "Modules/CLZMA", pkgConfig: "liblzma",
      providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
    .systemLibrary(name: "CFileSystem", path: "Modules/CFileSystem"),
    .systemLibrary(
      name: "CMPI", path: "Modules/CMPI", pkgConfig: "mpi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),

    .target(name: "SigmoidKernels"),
    .target(name: "SigmoidSystem", dependencies: ["CFileSystem"]),
    .target(
      name: "SigmoidLinear",
      dependencies: ["COpenBLAS", "CLAPACKE", "SigmoidKernels", "SigmoidSystem"],
      swiftSettings: lifetimes),
    .target(name: "SigmoidOptimization", dependencies: ["SigmoidSystem"]),
    .target(
      name: "SigmoidExamples", dependencies: ["SigmoidKernels", "SigmoidLinear", "SigmoidSystem"],
      swiftSettings: lifetimes),
    .target(
      name: "SigmoidModel",
      dependencies: ["SigmoidExamples", "SigmoidOptimization", "SigmoidLinear", "SigmoidSystem"]),
    .target(
      name: "SigmoidMetrics",
      dependencies: ["SigmoidModel", "SigmoidExamples", "SigmoidLinear", "SigmoidSystem"]),
    .target(name: "SigmoidCore", dependencies: core),
    .target(
      name: "SigmoidFormats",
      dependencies: [
        "SigmoidModel", "SigmoidExamples", "SigmoidLinear", "SigmoidSystem", "CBzip2", "CDeflate",
        "CLZMA", "CPNG", "CZlib", "CZstd",
      ],
      // Of glibc and musl, iconv is a part of the C library.
      linkerSettings: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),
    .target(
      name: "SigmoidDigits",
      dependencies: ["SigmoidFormats", "SigmoidExamples", "SigmoidLinear", "SigmoidSystem"]),
    .target(
      name: "SigmoidReport",
      dependencies: [
        "SigmoidMetrics", "SigmoidModel", "SigmoidOptimization", "SigmoidFormats",
        "SigmoidExamples", "SigmoidLinear", "SigmoidSystem",
      ],
      // In the code, as bytes: the command is one binary, with no bundle of resources beside it.
      resources: [
        .embedInCode("Resources/draw-model.js"), .embedInCode("Resources/draw-pad.js"),
        .embedInCode("Resources/draw-recipe.js"), .embedInCode("Resources/page.css"),
        .embedInCode("Resources/row-order.js"),
      ]),
    .target(name: "Sigmoid", dependencies: ["SigmoidCore"] + rooms),
    .target(
      name: "SigmoidServer",
      dependencies: [
        "SigmoidModel", "SigmoidFormats", "SigmoidExamples", "SigmoidLinear", "SigmoidSystem",
        .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Command"])),
        .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Command"])),
        .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Command"])),
      ]),
    .target(name: "LogisticReference"),
    .target(name: "CommandStart"),
    // Empty without the trait, and so without MPI.
    .target(
      name: "SigmoidMPI",
      dependencies: [
        "SigmoidExamples", "SigmoidSystem",
        .target(name: "CMPI", condition: .when(traits: ["MPI"])),
      ]),
    .executableTarget(
      name: "SigmoidCommand",
      dependencies: rooms + [
        "SigmoidServer", "SigmoidMPI", "LogisticReference", "CommandStart",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser",
          condition: .when(traits: ["Command"])),
      ]),

    // Random problems against an oracle of another precision; `make sweep` builds and runs it.
    .executableTarget(name: "sweep", dependencies: core, path: "Tests/Sweep"),
    // How often intervals have the truth, in data sets that are drawn; a part of `make test`.
    .executableTarget(
      name: "coverage", dependencies: core, path: "Tests/Coverage", exclude: ["truth.py"]),
    // Hours of use in one process; `make soak` builds and runs it.
    .executableTarget(name: "soak", dependencies: ["Sigmoid"], path: "Tests/Soak"),
    // Coverage-guided fuzzing of everything that reads files; `make fuzz` builds and runs it.
    .systemLibrary(name: "LibFuzzer", path: "Tests/Fuzz/LibFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["Sigmoid", "LibFuzzer"], path: "Tests/Fuzz",
      exclude: ["LibFuzzer", "fuzz.sh"]),
    .target(
      name: "TestSupport",
      dependencies: ["SigmoidLinear", "SigmoidOptimization", "SigmoidExamples", "SigmoidSystem"],
      path: "Tests/TestSupport"),
    .testTarget(name: "HouseTests"),
    .testTarget(name: "SystemTests", dependencies: ["SigmoidSystem", "TestSupport"]),
    .testTarget(
      name: "PixelKernelsTests", dependencies: ["SigmoidKernels", "TestSupport"],
      path: "Tests/KernelsTests/Pixels"),
    .testTarget(
      name: "ActivationKernelsTests", dependencies: ["SigmoidKernels", "TestSupport"],
      path: "Tests/KernelsTests/Activations"),
    .testTarget(name: "LinearTests", dependencies: core + ["TestSupport"]),
    .testTarget(name: "OptimizationTests", dependencies: ["SigmoidOptimization", "TestSupport"]),
    .testTarget(
      name: "LogisticReferenceTests", dependencies: ["LogisticReference", "TestSupport"]),
    .testTarget(name: "ModelTests", dependencies: core + ["LogisticReference", "TestSupport"]),
    // The libraries compress what the tests read.
    .testTarget(
      name: "FormatsTests", dependencies: rooms + ["TestSupport", "CBzip2", "CLZMA", "CZstd"]),
    .testTarget(name: "ModelFilesTests", dependencies: rooms + ["TestSupport"]),
    .testTarget(name: "ReportTests", dependencies: rooms + ["TestSupport"]),
    .testTarget(name: "ServerTests", dependencies: rooms + ["SigmoidServer", "TestSupport"]),
    .testTarget(
      name: "PeerConformance",
      dependencies: rooms + ["SigmoidCommand", "TestSupport"], exclude: ["README.md"]),
    .testTarget(
      name: "CommandTests", dependencies: rooms + ["SigmoidCommand", "TestSupport"],
      exclude: ["Cases"]),
    .testTarget(name: "MNISTTests", dependencies: rooms + ["LogisticReference", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
