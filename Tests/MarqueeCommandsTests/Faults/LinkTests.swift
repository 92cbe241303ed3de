import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Testing

/// Symbolic links in a lake are not followed, and only its owner can read a lake.
@Suite struct LinkTests {
  /// Folders and files of a lake that a run and a query use.
  static let places = [
    "objects", "snapshots", "snapshots/test", "locks", "catalogue.sqlite", "work.sqlite", "lock", "format",
    "format/1.json",
  ]

  @Test(arguments: places) func aLinkInALakeIsNotFollowed(place: String) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    // The same content in another place: a program that followed the link would find all it needs.
    let elsewhere = fixture.folder.path(of: "elsewhere")
    try FileManager.default.moveItem(atPath: "\(fixture.lake)/\(place)", toPath: elsewhere)
    for end in ["-wal", "-shm"] { unlink("\(fixture.lake)/\(place)\(end)") }
    #expect(symlink(elsewhere, "\(fixture.lake)/\(place)") == 0)
    let before = try Self.tree(elsewhere)
    fixture.serve(list: .respond(text: LoopbackFixture.list(LoopbackFixture.items.reversed())))
    let run = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
    if place == "catalogue.sqlite" {
      // An index is rebuilt in the place of the link.
      #expect(run.status == 0, "\(run.errors)")
    } else {
      #expect([31, 33, 64].contains(run.status), "\(run.status) \(run.errors)")
      #expect(run.errors.contains(place) && !run.errors.contains("loop"), "\(run.errors)")
    }
    #expect(try Self.tree(elsewhere) == before)
    _ = try await fixture.marquee("lake", "check", "--read-data")
    _ = try await fixture.marquee("lake", "repair", "--offline")
    #expect(try Self.tree(elsewhere) == before)
  }

  @Test func aLakeMayItselfBeALink() async throws {
    let fixture = try LoopbackFixture()
    let elsewhere = try Self.emptyFolder(fixture)
    #expect(symlink(elsewhere, fixture.lake) == 0)
    #expect(try await fixture.marquee("run", try fixture.job()).status == 0)
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
  }

  @Test func whatALakeHoldsIsItsOwnersAlone() async throws {
    let fixture = try LoopbackFixture()
    #expect(try await fixture.marquee("run", try fixture.job(enriched: true)).status == 0)
    #expect(try await fixture.marquee("tag", "add", "first", "test", "2026-05-01").status == 0)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: fixture.lake).map {
      "\(fixture.lake)/\($0)"
    }
    for path in paths + [fixture.lake] {
      var status = stat()
      #expect(lstat(path, &status) == 0)
      #expect(status.st_mode & 0o077 == 0, "\(path)")
    }
  }

  private static func emptyFolder(_ fixture: LoopbackFixture) throws -> String {
    let path = fixture.folder.path(of: "elsewhere")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    return path
  }

  /// The names and bytes of all files below `path`.
  private static func tree(_ path: String) throws -> [String: Data] {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let names = isFolder.boolValue ? try FileManager.default.subpathsOfDirectory(atPath: path) : [""]
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data())
      })
  }
}
