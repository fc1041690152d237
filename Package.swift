// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
]
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "peerspective",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Postgres", targets: ["Postgres"]),
        .executable(name: "peerspective-admin", targets: ["Admin"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Postgres", dependencies: ["CLibpq", lifecycle, logging],
            exclude: ["Postgres.docc"],
            swiftSettings: strict),
        .target(name: "Domain", exclude: ["Domain.docc"], swiftSettings: strict),
        .target(
            name: "Interchange", dependencies: ["Domain"], exclude: ["Interchange.docc"],
            swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["Domain", "Postgres", logging] + crypto,
            exclude: ["Store.docc"],
            swiftSettings: strict),
        .executableTarget(
            name: "Admin",
            dependencies: ["Postgres", "Store", argumentParser, logging],
            swiftSettings: strict),

        .target(
            name: "Support",
            dependencies: [
                "Postgres", "Store", logging,
            ],
            path: "Tests/Support", swiftSettings: strict),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "Support", logging],
            swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Domain", "Interchange"],
            resources: [.copy("Golden")], swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Domain", "Postgres", "Store", "Support"],
            swiftSettings: strict),
        .testTarget(
            name: "AdminTests",
            dependencies: ["Admin", "Support"], swiftSettings: strict),
    ]
)
