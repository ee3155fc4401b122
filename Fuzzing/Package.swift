// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// A package of its own: a fuzzer's program has no `main`, and everything below it is built once more with its counters.
let package = Package(
    name: "fuzzing",
    dependencies: [.package(name: "collect", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz-log",
            dependencies: [.product(name: "LogFuzzing", package: "collect")],
            swiftSettings: settings),
        .executableTarget(
            name: "fuzz-decoder",
            dependencies: [.product(name: "DecoderFuzzing", package: "collect")],
            swiftSettings: settings),
    ]
)
