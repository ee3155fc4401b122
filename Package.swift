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

let package = Package(
    name: "collect",
    products: [
        .library(name: "CollectModel", targets: ["CollectModel"]),
        .library(name: "CollectStream", targets: ["CollectStream"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
    ],
    targets: [
        .target(name: "CollectModel", swiftSettings: countingSettings),
        .target(
            name: "CollectStream",
            dependencies: [
                "CollectModel", "CSimdjson", "CChecksum", "CDigest",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: countingSettings),

        .systemLibrary(name: "CDigest", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CChecksum", cSettings: [.unsafeFlags(["-O3"])]),

        .testTarget(
            name: "CollectModelTests",
            dependencies: ["CollectModel"],
            swiftSettings: settings),
        .testTarget(
            name: "CollectStreamTests",
            dependencies: ["CollectModel", "CollectStream"],
            swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx20
)
