// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built by the same rules: Swift 6 mode, imports that say what they need, and warnings that stop the build.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Where every response passes: exclusive access is checked when compiling, and not once more for each counter at run time, which took
/// 8 % of a fold (docs/decisions/0009).
let countingSettings =
    settings + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// The dashboard draws from one thread, so everything in it belongs to the main actor unless it says otherwise.
let screenSettings = settings + [.defaultIsolation(MainActor.self)]

let package = Package(
    name: "collect",
    products: [
        .library(name: "CollectModel", targets: ["CollectModel"]),
        .library(name: "CollectStream", targets: ["CollectStream"]),
        .executable(name: "collect-top", targets: ["collect-top"]),
        // For the package in Fuzzing/ alone.
        .library(name: "LogFuzzing", targets: ["LogFuzzing", "Promises"]),
        .library(name: "DecoderFuzzing", targets: ["DecoderFuzzing", "Promises"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CollectModel", dependencies: ["CExpect"], swiftSettings: countingSettings),
        .target(
            name: "CollectStream",
            dependencies: [
                "CollectModel", "CSimdjson", "CScan", "CChecksum", "CDigest", "CZstd",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: countingSettings),
        .executableTarget(
            name: "collect-top",
            dependencies: [
                "CollectModel", "CollectStream", "CNcurses", "CSignals",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: screenSettings),

        // Measures the log for docs/benchmarks.md; no product, so that only `Benchmarks/run log` builds it.
        .executableTarget(
            name: "log-bench",
            dependencies: [
                "CollectStream",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/log-bench",
            swiftSettings: settings),

        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
        .target(name: "CSignals"),
        .systemLibrary(name: "CDigest", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CChecksum", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "CScan"),
        .target(name: "CExpect"),

        // What a fuzzer does with an input; the tests do it again with the inputs that were kept.
        .target(name: "Promises", path: "Fuzzing/Promises", swiftSettings: settings),
        .target(
            name: "LogFuzzing",
            dependencies: ["CollectStream", "Promises"],
            path: "Fuzzing/LogFuzzing",
            swiftSettings: settings),
        .target(
            name: "DecoderFuzzing",
            dependencies: ["CollectModel", "CollectStream", "Promises"],
            path: "Fuzzing/DecoderFuzzing",
            swiftSettings: settings),

        .testTarget(
            name: "CollectModelTests",
            dependencies: ["CollectModel"],
            swiftSettings: settings),
        .testTarget(
            name: "CollectStreamTests",
            dependencies: ["CollectModel", "CollectStream", "LogFuzzing", "DecoderFuzzing"],
            swiftSettings: settings),
        .testTarget(
            name: "CollectTopTests",
            dependencies: ["CollectModel", "CollectStream", "collect-top"],
            exclude: ["Frames"],
            swiftSettings: screenSettings),
        // It drives the program from outside; the dependency makes sure that the program is built.
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["collect-top"],
            swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx20
)
