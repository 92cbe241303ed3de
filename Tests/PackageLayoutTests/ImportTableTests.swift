import Foundation
import Testing

/// Data goes one way: which of our modules may import which.
@Suite struct ImportTableTests {
  private static let allowed: [String: Set<String>] = [
    "CBuild": [], "CCurl": [], "CRuntime": [], "CZlib": [],
    "Gzip": ["CZlib"],
    "HTTPFetch": ["CCurl"],
    "JSON": [],
    "RankingModel": ["JSON"],
    "Storage": ["RankingModel"],
    "LakeStore": ["JSON", "RankingModel", "Storage", "Gzip"],
    // `Jobs` uses HTTPFetch only for its rules about addresses, hosts and header fields, and to read the files of time zones.
    "Jobs": ["JSON", "RankingModel", "HTTPFetch"],
    "ListSources": ["JSON", "RankingModel", "HTTPFetch", "Gzip", "Jobs"],
    "Pipeline": [
      "JSON", "RankingModel", "HTTPFetch", "Gzip", "Storage", "LakeStore", "Jobs", "ListSources",
    ],
    "AWS": ["JSON", "RankingModel", "HTTPFetch", "Storage", "Pipeline"],
    "History": ["JSON", "RankingModel", "LakeStore"],
    "Exports": ["JSON", "RankingModel", "History", "Gzip"],
    "Operations": [
      "JSON", "RankingModel", "HTTPFetch", "Storage", "LakeStore", "Jobs", "ListSources", "Pipeline",
      "History",
      "Exports",
    ],
    "Presentation": ["JSON", "RankingModel", "LakeStore", "Pipeline", "History", "Exports", "Operations"],
    "MarqueeCommands": [
      "CBuild", "JSON", "RankingModel", "HTTPFetch", "Storage", "LakeStore", "Jobs", "Pipeline", "AWS",
      "History", "Operations",
      "Presentation",
    ],
    "marquee": ["MarqueeCommands"],
  ]

  /// The libraries of other projects that each module may import.
  private static let libraries: [String: Set<String>] = [
    "HTTPFetch": ["Logging"],
    "RankingModel": ["Crypto"],
    "LakeStore": ["GRDB", "GRDBSQLite"],
    "Jobs": ["Yams"],
    "ListSources": ["SwiftCSV", "Subprocess", "SystemPackage"],
    "Pipeline": ["GRDB", "Logging"],
    "AWS": ["Crypto"],
    "Exports": ["GRDB", "GRDBSQLite"],
    "Operations": ["Logging"],
    "MarqueeCommands": ["ArgumentParser", "Logging"],
  ]

  private static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin",
  ]

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func swiftFiles(in folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }

  private static func imports(of file: String) throws -> Set<String> {
    let pattern =
      /^\s*(?:(?:public|package|internal|private|fileprivate|@\w+(?:\([^)]*\))?)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    return Set(lines.compactMap { try? pattern.prefixMatch(in: $0)?.1 }.map(String.init))
  }

  @Test func everyTargetIsInTheTable() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Sources")
    #expect(Set(targets) == Set(Self.allowed.keys))
  }

  @Test(arguments: allowed.keys.sorted()) func importsFollowTheTable(target: String) throws {
    let mayImport = Self.allowed[target, default: []].union(Self.libraries[target] ?? []).union(Self.system)
    for file in Self.swiftFiles(in: "\(Self.root)/Sources/\(target)") {
      let extra = try Self.imports(of: file).subtracting(mayImport)
      #expect(extra.isEmpty, "\(file.dropFirst(Self.root.count + 1)) imports \(extra.sorted())")
    }
  }

  @Test func aForbiddenImportWouldBeFound() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/import-table-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/Sample.swift"
    try "public import RankingModel\n@testable import Pipeline\n  import struct GRDB.Row\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    #expect(try Self.imports(of: file) == ["RankingModel", "Pipeline", "GRDB"])
  }

  @Test func theProgramItselfIsShort() throws {
    let lines = try Self.swiftFiles(in: Self.root + "/Sources/marquee").map {
      try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").count
    }
    #expect(lines.reduce(0, +) < 40)
  }

  @Test func theTopLevelHoldsWhatItShould() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root).filter { !$0.hasPrefix(".") }
    let expected: Set = [
      "Package.swift", "Sources", "Tests", "data", "jobs", "README.md", "LICENSE", "CHANGELOG.md",
    ]
    #expect(Set(names).subtracting(["Package.resolved"]) == expected)
  }
}
