// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let csv: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

// The evaluated manifest is cached until its text or the environment changes. So after a new commit, git's answer may still be
// the commit of the previous build. A build for others must set the commit: MARQUEE_COMMIT=$(git rev-parse HEAD). If it is not
// set, and the sources are in no git repository, `marquee version` shows no commit.
let commit = (Context.environment["MARQUEE_COMMIT"] ?? Context.gitInformation?.currentCommit).map {
  CSetting.define("MARQUEE_COMMIT", to: "\"\($0)\"")
}

let package = Package(
  name: "marquee",
  products: [
    .executable(name: "marquee", targets: ["marquee"]),
    // Only tests load this library, into the program that they start.
    .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", exact: "0.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
  ],
  targets: [
    // No pkgConfig: libcurl is loaded when it is first needed, not linked.
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CBuild", cSettings: commit.map { [$0] } ?? []),
    .target(name: "CRuntime"),
    .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: settings),
    .target(name: "HTTPFetch", dependencies: ["CCurl", logging], swiftSettings: settings),
    .target(name: "JSON", swiftSettings: settings),
    .target(name: "RankingModel", dependencies: ["JSON", crypto], swiftSettings: settings),
    .target(name: "Storage", dependencies: ["RankingModel"], swiftSettings: settings),
    .target(
      name: "LakeStore", dependencies: ["JSON", "RankingModel", "Storage", "Gzip", grdb, sqlite],
      swiftSettings: settings),
    .target(
      name: "Jobs", dependencies: ["JSON", "RankingModel", "HTTPFetch", "Yams"], swiftSettings: settings),
    .target(
      name: "ListSources",
      dependencies: ["JSON", "RankingModel", "HTTPFetch", "Gzip", "Jobs", csv, subprocess, system],
      swiftSettings: settings),
    .target(
      name: "Pipeline",
      dependencies: [
        "JSON", "RankingModel", "HTTPFetch", "Gzip", "Storage", "LakeStore", "Jobs", "ListSources", grdb,
        logging,
      ],
      swiftSettings: settings),
    .target(
      name: "AWS", dependencies: ["JSON", "RankingModel", "HTTPFetch", "Storage", "Pipeline", crypto],
      swiftSettings: settings),
    .target(name: "History", dependencies: ["JSON", "RankingModel", "LakeStore"], swiftSettings: settings),
    .target(
      name: "Exports", dependencies: ["JSON", "RankingModel", "History", "Gzip", grdb, sqlite],
      swiftSettings: settings),
    .target(
      name: "Operations",
      dependencies: [
        "JSON", "RankingModel", "HTTPFetch", "Storage", "LakeStore", "Jobs", "ListSources", "Pipeline",
        "History",
        "Exports", logging,
      ],
      swiftSettings: settings),
    .target(
      name: "Presentation",
      dependencies: ["JSON", "RankingModel", "LakeStore", "Pipeline", "History", "Exports", "Operations"],
      swiftSettings: settings),
    .target(
      name: "MarqueeCommands",
      dependencies: [
        "CBuild", "JSON", "RankingModel", "HTTPFetch", "Storage", "LakeStore", "Jobs", "Pipeline", "AWS",
        "History",
        "Operations",
        "Presentation", argumentParser, logging,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "marquee", dependencies: ["MarqueeCommands", "CRuntime"], swiftSettings: settings),

    .target(
      name: "MarqueeTestSupport", dependencies: [sqlite, crypto],
      path: "Tests/MarqueeTestSupport", swiftSettings: settings),
    .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: settings),
    .testTarget(
      name: "HTTPFetchTests", dependencies: ["HTTPFetch", "MarqueeTestSupport", logging],
      swiftSettings: settings),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
    .testTarget(
      name: "JobsTests", dependencies: ["Jobs", "HTTPFetch", "JSON", "RankingModel", "MarqueeTestSupport"],
      swiftSettings: settings),
    .testTarget(name: "RankingModelTests", dependencies: ["JSON", "RankingModel"], swiftSettings: settings),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Storage", "AWS", "HTTPFetch", "JSON", "RankingModel", "MarqueeTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AWSTests",
      dependencies: [
        "AWS", "Storage", "HTTPFetch", "JSON", "RankingModel", "Pipeline", "MarqueeTestSupport", crypto,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LakeStoreTests",
      dependencies: ["LakeStore", "Storage", "JSON", "RankingModel", "MarqueeTestSupport", grdb],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "Operations", "JSON", "Jobs", "ListSources", "RankingModel", "HTTPFetch", "Storage",
        "LakeStore",
        "MarqueeTestSupport",
        grdb, logging,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "HistoryTests",
      dependencies: ["History", "JSON", "RankingModel", "Storage", "LakeStore", "MarqueeTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ExportsTests",
      dependencies: [
        "AWS", "Exports", "Operations", "History", "JSON", "RankingModel", "HTTPFetch", "Storage",
        "LakeStore", "MarqueeTestSupport", grdb, logging,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "OperationsTests",
      dependencies: [
        "Operations", "JSON", "Jobs", "RankingModel", "HTTPFetch", "Storage", "LakeStore", "Pipeline",
        "History",
        "MarqueeTestSupport", logging,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PresentationTests", dependencies: ["Presentation", "History", "JSON", "RankingModel"],
      swiftSettings: settings),
    .testTarget(
      name: "MarqueeCommandsTests",
      dependencies: [
        "MarqueeCommands", "marquee", "JSON", "Jobs", "RankingModel", "Storage", "LakeStore", "Operations",
        "Presentation", "MarqueeTestSupport", argumentParser, logging,
      ],
      swiftSettings: settings),
    .testTarget(name: "PackageLayoutTests", swiftSettings: settings),
    .testTarget(
      name: "BaselineTests",
      dependencies: [
        "marquee", "FaultInjection", "MarqueeCommands", "Presentation", "JSON", "RankingModel",
        "MarqueeTestSupport",
        crypto,
      ],
      exclude: ["Baseline"], swiftSettings: settings),
    .target(name: "FaultInjection", path: "Tests/FaultInjection"),
    .testTarget(
      name: "ProofTests",
      dependencies: [
        "marquee", "FaultInjection", "Pipeline", "JSON", "Jobs", "ListSources", "RankingModel", "HTTPFetch",
        "Gzip",
        "Storage", "LakeStore",
        "History",
        "MarqueeCommands", "Presentation", "MarqueeTestSupport", logging,
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
