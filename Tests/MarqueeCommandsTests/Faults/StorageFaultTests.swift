import Foundation
import Glibc
import MarqueeTestSupport
import Testing

/// Lakes that cannot be written to: no folder, no permission, no space.
@Suite(.timeLimit(.minutes(30))) struct StorageFaultTests {
  static let storage: Int32 = 33

  @Test func aLakeBelowAFileIsRefused() async throws {
    let fixture = try LoopbackFixture()
    try fixture.folder.write("a file", to: "file")
    let ending = try await fixture.marquee(
      "run", try fixture.job(), lake: fixture.folder.path(of: "file/lake"))
    expectOneMessage(ending, status: Self.storage, saying: ["file/lake", "--lake DIR"])
    #expect(fixture.server.requests.isEmpty)
  }

  @Test func aFolderOfSomethingElseIsRefused() async throws {
    let fixture = try LoopbackFixture()
    try fixture.folder.write("precious", to: "lake/notes.txt")
    let ending = try await fixture.marquee("run", try fixture.job())
    expectOneMessage(ending, status: 64, saying: ["notes.txt", "--lake DIR"])
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func aReadOnlyLakeIsReadButNotWritten() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    do {
      let mount = try TestMount(readOnly: fixture.lake)
      let next = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
      expectOneMessage(next, status: Self.storage, saying: ["Read-only file system", "writable"])
      let chart = try await fixture.marquee("chart", "test", "--day", "2026-05-01")
      #expect(chart.status == 0, "\(chart.errors)")
      for arguments in [["status"], ["queue", "list"], ["runs"]] {
        let ending = try await fixture.start(arguments).ending()
        #expect(ending.status == 0, "\(arguments): \(ending.errors)")
      }
      withExtendedLifetime(mount) {}
    }
    #expect(try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z").status == 0)
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func aLakeOnADiskWithoutAnyRoomIsStillRead() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let mount = try TestMount(emptyAt: fixture.folder.path(of: "disk"), kibibytes: 1024)
    let lake = fixture.folder.path(of: "disk/lake")
    #expect(try await fixture.marquee("run", job, lake: lake).status == 0)
    try mount.fill(leaving: 0)
    for arguments in [["chart", "test"], ["snapshot", "cat", "test"], ["status"], ["queue", "list"]] {
      let ending = try await fixture.start(arguments, lake: lake).ending()
      #expect(ending.status == 0, "\(arguments): \(ending.errors)")
    }
    let next = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z", lake: lake)
    expectOneMessage(next, status: Self.storage, saying: ["free some space"])
    try FileManager.default.removeItem(atPath: "\(mount.path)/filler")
    let later = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z", lake: lake)
    #expect(later.status == 0, "\(later.errors)")
  }

  @Test(
    .serialized, .enabled(if: TestMount.isAllowed, "mounting is not allowed here"),
    arguments: [4, 36, 52, 76, 108, 140])
  func aDiskThatFillsUpTakesNothingFromDaysThatAreThere(kibibytes: Int) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let mount = try TestMount(emptyAt: fixture.folder.path(of: "disk"), kibibytes: 2048)
    let lake = fixture.folder.path(of: "disk/lake")
    #expect(try await fixture.marquee("run", job, lake: lake).status == 0)
    let before = try await fixture.marquee("snapshot", "cat", "test", lake: lake)
    try mount.fill(leaving: kibibytes)
    fixture.serve(list: .respond(text: LoopbackFixture.list(LoopbackFixture.items.reversed())))
    let tomorrow = "2026-05-02T12:00:00Z"
    let next = try await fixture.marquee("run", job, now: tomorrow, lake: lake)
    if next.status != 0 { expectOneMessage(next, status: Self.storage, saying: ["free some space"]) }
    #expect(fixture.temporaryFiles(in: lake).isEmpty)
    let old = try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-01", lake: lake)
    #expect(old.output == before.output, "\(old.errors)")
    try FileManager.default.removeItem(atPath: "\(mount.path)/filler")
    let later = try await fixture.marquee("run", job, now: tomorrow, lake: lake)
    #expect(later.status == 0, "\(later.errors)")
    let new = try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-02", lake: lake)
    #expect(new.status == 0, "\(new.errors)")
  }

  /// Commands that write to an existing lake, in an order in which each finds something to do.
  static let writers = [
    ["backfill", "JOB", "--from", "2026-04-28", "--to", "2026-04-30"],
    ["replay", "JOB", "--from", "2026-04-28", "--to", "2026-05-01"],
    ["tag", "add", "last", "test", "2026-05-01"], ["lake", "reindex"],
    ["lake", "forget", "--raw-objects", "--keep-last", "1"], ["lake", "prune"],
    ["lake", "repair", "--offline"],
  ]

  @Test(
    .serialized, .enabled(if: TestMount.isAllowed, "mounting is not allowed here"),
    arguments: [0, 12, 48, 96])
  func aFullDiskIsToldByEveryCommandThatWrites(kibibytes: Int) async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { $0.path.hasPrefix("/list") ? .respond(text: LoopbackFixture.list()) : nil }
    let job = try fixture.job(url: fixture.server.baseURL + "/list-{day}", enriched: true)
    let mount = try TestMount(emptyAt: fixture.folder.path(of: "disk"), kibibytes: 4096)
    let lake = fixture.folder.path(of: "disk/lake")
    #expect(try await fixture.marquee("run", job, lake: lake).status == 0)
    let before = try await fixture.marquee("snapshot", "cat", "test", lake: lake)
    for words in Self.writers {
      let command = words.map { $0 == "JOB" ? job : $0 }
      try mount.fill(leaving: kibibytes)
      let ending = try await fixture.start(command, lake: lake).ending()
      if ending.status != 0 {
        // Days that were done before may be reported as well, so only parts of the output are checked.
        #expect(ending.status == Self.storage, "\(words): \(ending.errors)")
        #expect(ending.errors.contains("free some space"), "\(words): \(ending.errors)")
      }
      let sound = try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-01", lake: lake)
      #expect(sound.output == before.output, "\(words): \(sound.errors)")
      try FileManager.default.removeItem(atPath: "\(mount.path)/filler")
      let again = try await fixture.start(command, lake: lake).ending()
      #expect(again.status == 0 || words[0] == "tag" && ending.status == 0, "\(words): \(again.errors)")
      let verified = try await fixture.marquee("lake", "check", "--read-data", lake: lake)
      #expect(verified.status == 0, "\(words): \(verified.output)")
    }
  }

  @Test(
    .serialized, .enabled(if: TestMount.isAllowed, "mounting is not allowed here"),
    arguments: [16, 64, 112, 128, 152, 176, 224, 320, 448, 512])
  func aFullDiskIsToldAndLeavesNothingHalfWritten(kibibytes: Int) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let mount = try TestMount(emptyAt: fixture.folder.path(of: "disk"), kibibytes: kibibytes)
    let lake = fixture.folder.path(of: "disk/lake")
    let first = try await fixture.marquee("run", job, lake: lake)
    if first.status != 0 {
      expectOneMessage(first, status: Self.storage, saying: ["free some space"])
      #expect(fixture.temporaryFiles(in: lake).isEmpty)
      // However far the run came, a reader gets the day, or is told that it does not exist.
      let chart = try await fixture.marquee("chart", "test", lake: lake)
      #expect([0, 14].contains(chart.status), "\(chart.errors)")
      try mount.resize(kibibytes: 16 * 1024)
    }
    let next = try await fixture.marquee("run", job, lake: lake)
    #expect(next.status == 0, "\(next.errors)")
    let version = try await fixture.marquee("snapshot", "cat", "test", lake: lake)
    #expect(version.status == 0, "\(version.errors)")
    #expect(LoopbackFixture.items.allSatisfy { version.output.contains("Named \($0)") })
    #expect(fixture.temporaryFiles(in: lake).isEmpty)
  }
}

/// A mount for one test, which ends with the last reference to it.
final class TestMount: Sendable {
  /// The reason why a mount failed.
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  let path: String

  /// Whether this process may mount.
  static let isAllowed: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    return (try? TestMount(emptyAt: folder.path(of: "disk"), kibibytes: 64)) != nil
  }()

  /// Mounts an empty file system in memory with this size.
  init(emptyAt path: String, kibibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.mount(["-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", path])
  }

  /// Makes the folder at `path` read-only.
  init(readOnly path: String) throws {
    self.path = path
    try Self.mount(["--bind", path, path])
    try Self.mount(["-o", "remount,ro,bind", path])
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
  }

  /// Changes the size of the file system.
  func resize(kibibytes: Int) throws {
    try Self.mount(["-o", "remount,size=\(kibibytes)k", path])
  }

  /// Fills the file system with a file named `filler`, except for `kibibytes`.
  func fill(leaving kibibytes: Int) throws {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw Refusal(description: "no figures of \(path)") }
    let room = Int(status.f_bavail) * Int(status.f_frsize) - kibibytes * 1024
    try overwrite("\(path)/filler", [UInt8](repeating: 1, count: max(0, room)))
  }

  private static func mount(_ arguments: [String]) throws {
    let result = try execute("/bin/mount", arguments)
    if result.status != 0 { throw Refusal(description: result.errors) }
  }
}
