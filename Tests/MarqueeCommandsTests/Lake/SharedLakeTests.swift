import Foundation
import Glibc
import MarqueeTestSupport
import Testing

/// A lake that the members of a group share. Only root can act as several users.
@Suite(.enabled(if: geteuid() == 0, "only root can be several users"), .timeLimit(.minutes(30)))
struct SharedLakeTests {
  /// A group that every Debian has, and a user that owns nothing.
  private static let group: gid_t = 100
  private static let user: uid_t = 65534

  private func rights(_ path: String) -> (mode: mode_t, group: gid_t) {
    var status = stat()
    lstat(path, &status)
    return (status.st_mode & 0o7777, status.st_gid)
  }

  /// A fixture that others can read, with a lake for the group.
  private func fixture() async throws -> LakeFixture {
    let fixture = try LakeFixture()
    for folder in [fixture.folder.path, fixture.folder.path + "/jobs"] { #expect(chmod(folder, 0o755) == 0) }
    try await fixture.marquee("lake", "init", "--group", "users")
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try fixture.serve("B", "A", "C", on: "2026-05-02")
    _ = try shell("chmod -R go+rX '\(fixture.folder.path)/jobs' '\(fixture.folder.path)/lists'")
    return fixture
  }

  @Test func everythingInItIsTheGroups() async throws {
    let fixture = try await fixture()
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    #expect(rights(fixture.lake) == (0o2770, Self.group))
    for name in try FileManager.default.subpathsOfDirectory(atPath: fixture.lake) {
      let path = "\(fixture.lake)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let changes = name == "lock" || name.hasPrefix("locks/") || name.contains(".sqlite")
      let mode: mode_t = isFolder.boolValue ? 0o2770 : changes ? 0o660 : 0o440
      #expect(rights(path) == (mode, Self.group), "\(name): \(String(rights(path).mode, radix: 8))")
    }
  }

  @Test func itsMembersWorkOnItByTurnsAndNobodyElseDoes() async throws {
    let fixture = try await fixture()
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    let program = fixture.folder.path + "/marquee"
    // Copied by another process: if this one had the file open for writing, a process started meanwhile would keep it open, and
    // the copy could not be run.
    _ = try shell("cp '\(MarqueeBinary.path)' '\(program)'")
    func asked(by group: gid_t, _ words: String) throws -> String {
      try shell(
        """
        env MARQUEE_LAKE='\(fixture.lake)' MARQUEE_JOBS='\(fixture.folder.path)/jobs' MARQUEE_NOW=2026-05-03T12:00:00Z \
          HOME=/nonexistent setpriv --reuid=\(Self.user) --regid=\(group) --clear-groups '\(program)' \(words) 2>&1; echo "exit $?"
        """)
    }
    let run = try asked(by: Self.group, "run test --day 2026-05-02 --quiet")
    #expect(run.contains("exit 0"), "\(run)")
    #expect(try asked(by: Self.group, "chart test --day 2026-05-01").contains("exit 0"))
    // The first user can read what the other member wrote, and continue from it.
    try fixture.serve("C", "B", "A", on: "2026-05-02")
    try await fixture.day("2026-05-02", now: "2026-05-04T12:00:00")
    try await fixture.expectSound()
    let stranger = try asked(by: gid_t(Self.user), "chart test")
    #expect(!stranger.contains("exit 0") && !stranger.contains("test on"), "\(stranger)")
  }

  @Test func aFolderThatKeepsMembersOutIsTold() async throws {
    let fixture = try await fixture()
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    #expect(chmod(fixture.lake + "/snapshots", 0o700) == 0)
    let refused = try await fixture.marquee("run", "test", "--day", "2026-05-02", status: 33)
    #expect(refused.errors.contains("snapshots is not the group's"), "\(refused.errors)")
    _ = try shell("find '\(fixture.lake)' -type d -exec chmod 2770 {} +")
    try await fixture.day("2026-05-02", now: "2026-05-03T12:00:00")
  }

  @Test func aLakeIsMadeOnlyWhereThereIsNothing() async throws {
    let fixture = try LakeFixture()
    let unknown = try await fixture.marquee("lake", "init", "--group", "no-such-group", status: 64)
    #expect(unknown.errors.contains("there is no group no-such-group"), "\(unknown.errors)")
    try await fixture.marquee("lake", "init")
    #expect(rights(fixture.lake).mode == 0o700)
    let again = try await fixture.marquee("lake", "init", status: 64)
    #expect(again.errors.contains("not empty"), "\(again.errors)")
    try await fixture.expectSound()
  }
}
