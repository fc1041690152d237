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
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "peerspective",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Postgres", targets: ["Postgres"]),
        .executable(name: "peerspective", targets: ["Server"]),
        .executable(name: "peerspective-admin", targets: ["Admin"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", exact: "1.4.0",
            traits: [.defaults, "CommandLineArguments"]),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CLibzip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "CCmark", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(
            name: "CQrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "Postgres",
            dependencies: ["CLibpq", lifecycle, logging, metrics, coreMetrics, tracing],
            exclude: ["Postgres.docc"],
            swiftSettings: strict),
        .target(
            name: "Programs",
            dependencies: [
                "CLibpq", subprocess, .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Programs.docc"], swiftSettings: strict),
        .target(
            name: "Observing", dependencies: [coreMetrics, logging, tracing],
            exclude: ["Observing.docc"], swiftSettings: strict),
        .target(name: "Domain", exclude: ["Domain.docc"], swiftSettings: strict),
        .target(
            name: "Interchange", dependencies: ["CLibzip", "Domain"], exclude: ["Interchange.docc"],
            swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["Domain", "Postgres", logging] + crypto,
            exclude: ["Store.docc"],
            swiftSettings: strict),
        .target(
            name: "Edge",
            dependencies: [
                "Domain", "Observing", "Store", httpTypes, hummingbird, logging, nioCore,
                nioHTTPTypes, tracing,
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Edge.docc"], swiftSettings: strict),
        .target(
            name: "API",
            dependencies: [
                "Domain", "Edge", "Interchange", "Store", httpTypes, hummingbird, logging,
            ],
            exclude: ["API.docc"], resources: [.embedInCode("openapi.yaml")],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "CCmark", "CQrencode", "Domain", "Edge", "Interchange", "Store", httpTypes,
                hummingbird,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Web.docc"],
            resources: [.embedInCode("Assets"), .embedInCode("Templates")],
            swiftSettings: strict),
        .executableTarget(
            name: "Server",
            dependencies: [
                "API", "Domain", "Edge", "Observing", "Postgres", "Programs", "Store", "Web",
                hummingbird, lifecycle, logging, coreMetrics, metrics, tracing, httpTypes,
                subprocess,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Server.docc"], swiftSettings: strict),
        .executableTarget(
            name: "Admin",
            dependencies: [
                "Domain", "Interchange", "Postgres", "Programs", "Store", argumentParser, logging,
                subprocess, .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Admin.docc"], swiftSettings: strict),

        .target(
            name: "Support",
            dependencies: [
                "Domain", "Postgres", "Store", logging,
            ],
            path: "Tests/Support", swiftSettings: strict),
        .testTarget(
            name: "PostgresTests",
            dependencies: [
                "Postgres", "Support", lifecycle, logging, tracing,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ObservingTests", dependencies: ["Observing", logging, coreMetrics, tracing],
            swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Domain", "Interchange"],
            resources: [.copy("Golden")], swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Domain", "Postgres", "Store", "Support"],
            swiftSettings: strict),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "Domain", "Edge", "Interchange", "Store", "Support", hummingbird,
                hummingbirdTesting,
                "Yams", httpTypes, nioCore, nioHTTPTypes,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            exclude: ["policy.tsv"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Domain", "Edge", "Postgres", "Store", "Support", "Web", hummingbird,
                hummingbirdTesting,
                httpTypes, nioCore,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ServerTests",
            dependencies: ["Domain", "Postgres", "Programs", "Server", "Store", "Support"],
            swiftSettings: strict),
        .testTarget(
            name: "AdminTests",
            dependencies: ["Admin", "Domain", "Postgres", "Store", "Support"], swiftSettings: strict
        ),
    ]
)
