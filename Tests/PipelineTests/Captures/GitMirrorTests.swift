import Foundation
import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Jobs
@testable import ListSources

/// Remote repositories, for which a mirror is kept.
@Suite struct GitMirrorTests {
  /// 2023-11-14T22:13:20Z.
  private let start: Int64 = 1_700_000_000
  private let day: Int64 = 86_400

  /// A repository with `versions` versions of `a.json`, each a text with its number. It allows partial clones.
  private func repository(versions: Int) throws -> GitRepository {
    let repository = try GitRepository()
    try repository.git("config", "uploadpack.allowFilter", "true")
    for version in 1...versions { try add(version, to: repository) }
    return repository
  }

  private func add(_ version: Int, to repository: GitRepository) throws {
    try repository.commit("version \(version)", to: "a.json", at: start + Int64(version) * day)
  }

  private func texts(_ count: Int) -> [String] { (1...count).map { "version \($0)" } }

  @Test func onlyWhatIsNewIsFetched() async throws {
    let repository = try repository(versions: 4)
    let address = "file://\(repository.path)"
    let source = try repository.captures(["a.json"], of: address)
    #expect(source.isLocal)
    let captures = try #require(try await source.captures(from: nil, to: nil))
    #expect(captures.count == 4)
    let mirror = try repository.mirror()
    #expect(mirror.contains("/lists-"))
    // First only the history is fetched, then all contents at once.
    #expect(try repository.contents(of: "a.json", in: mirror) == 0)
    #expect(try await source.list(of: captures[0]).body == Array("version 1".utf8))
    #expect(try repository.contents(of: "a.json", in: mirror) == 4)
    #expect(try await source.texts() == texts(4))
    await source.close()
    for version in 5...6 { try add(version, to: repository) }
    let next = try repository.captures(["a.json"], of: address)
    let few = try #require(try await next.captures(from: captures[3].day, to: captures[3].day))
    #expect(few == [captures[3]])
    #expect(try await next.list(of: few[0]).body == Array("version 4".utf8))
    // Contents that were not asked for are not fetched.
    #expect(try repository.contents(of: "a.json", in: mirror) == 4)
    #expect(try await next.texts() == texts(6))
    await next.close()
    #expect(try repository.mirror() == mirror)
  }

  @Test func theContentsNearestToTheOneAskedForAreFetchedWithIt() async throws {
    let repository = try repository(versions: 5)
    let address = "file://\(repository.path)"
    let source = try repository.captures(["a.json"], of: address)
    let captures = try #require(try await source.captures(from: nil, to: nil))
    let some = try #require(try await source.captures(from: captures[1].day, to: captures[3].day))
    #expect(some == Array(captures[1...3]))
    // The contents before the newest one come with it, but none of other days.
    #expect(try await source.list(of: some[2]).body == Array("version 4".utf8))
    #expect(try repository.contents(of: "a.json", in: repository.mirror()) == 3)
    #expect(try await source.list(of: captures[0]).body == Array("version 1".utf8))
    #expect(try repository.contents(of: "a.json", in: repository.mirror()) == 4)
    await source.close()
  }

  @Test func aMirrorIsNotMadeAgainWhereTheServerIsAway() async throws {
    let repository = try repository(versions: 2)
    let server = try gitServer(for: repository.folder.path)
    let address = "\(server.baseURL)/lists/.git"
    let source = try repository.captures(["a.json"], of: address)
    #expect(try await source.texts() == texts(2))
    await source.close()
    server.stop()
    let program = GitProgram(
      environment: repository.environment, followsRedirects: false, patience: 3600, spoken: [])
    let mirror = try GitMirror(of: address, program)
    #expect(mirror.path == (try repository.mirror()))
    await #expect(throws: GitError.self) {
      // This commit is not in the mirror.
      try await mirror.reading(String(repeating: "1", count: 40), of: "HEAD") { $0 }
    }
    // A new mirror is made beside the old one, which stays.
    #expect(!FileManager.default.fileExists(atPath: mirror.path + ".new"))
    #expect(FileManager.default.fileExists(atPath: mirror.path))
  }

  @Test func aRewrittenBranchIsFollowed() async throws {
    let repository = try repository(versions: 3)
    let address = "file://\(repository.path)"
    let source = try repository.captures(["a.json"], of: address)
    #expect(try await source.texts() == texts(3))
    await source.close()
    try repository.git("reset", "-q", "--hard", "HEAD~1")
    try repository.commit("other", to: "a.json", at: start + 9 * day)
    let next = try repository.captures(["a.json"], of: address, branch: "main")
    #expect(try await next.texts() == texts(2) + ["other"])
    await next.close()
    let same = try repository.captures(["a.json"], of: address)
    #expect(try await same.texts() == texts(2) + ["other"])
    await same.close()
  }

  @Test func aServerIsAskedOnceForAllContents() async throws {
    let repository = try repository(versions: 6)
    let server = try gitServer(for: repository.folder.path)
    let address = "\(server.baseURL)/lists/.git"
    let source = try repository.captures(["a.json"], of: address) { $0.hosts = ["127.0.0.1"] }
    #expect(!source.isLocal)
    #expect(try await source.captures(from: nil, to: nil)?.count == 6)
    #expect(try repository.contents(of: "a.json", in: repository.mirror()) == 0)
    let before = server.requests.count
    #expect(try await source.texts() == texts(6))
    #expect((1...3).contains(server.requests.count - before))
    let known = try #require(try await source.captures(from: nil, to: nil)?.first)
    #expect(try await source.list(of: known).effectiveURL == "git:\(address)#\(known.id ?? "")")
    await source.close()
    // Nothing is new, so the server is only asked for the tip of the branch.
    let settled = server.requests.count
    let again = try repository.captures(["a.json"], of: address)
    #expect(try await again.texts() == texts(6))
    await again.close()
    #expect((1...2).contains(server.requests.count - settled))
    try add(7, to: repository)
    let next = try repository.captures(["a.json"], of: address)
    #expect(try await next.texts() == texts(7))
    await next.close()
  }

  @Test func aServerThatLeadsElsewhereIsNotFollowedWhereHostsAreNamed() async throws {
    let repository = try repository(versions: 1)
    let other = try gitServer(for: repository.folder.path)
    let target = other.baseURL.replacing("127.0.0.1", with: "localhost")
    let server = try LoopbackServer { .redirect(to: target + $0.target) }
    let address = "\(server.baseURL)/lists/.git"
    let refused = await (try repository.captures(["a.json"], of: address) { $0.hosts = ["127.0.0.1"] })
      .failure()
    #expect(refused?.kind == .source)
    #expect(other.requests.isEmpty)
    let free = try repository.captures(["a.json"], of: address)
    #expect(try await free.texts() == ["version 1"])
    await free.close()
  }

  /// Damage that a kill may leave in a mirror.
  @Test(arguments: ["half", "lock", "head", "objects", "file"])
  func whatAKillLeftIsMadeAgain(damage: String) async throws {
    let repository = try repository(versions: 3)
    let address = "file://\(repository.path)"
    let source = try repository.captures(["a.json"], of: address)
    #expect(try await source.texts() == texts(3))
    await source.close()
    let mirror = try repository.mirror()
    let files = FileManager.default
    switch damage {
    case "half":
      try files.moveItem(atPath: mirror, toPath: mirror + ".new")
      try files.removeItem(atPath: mirror + ".new/refs")
    case "lock": #expect(files.createFile(atPath: "\(mirror)/refs/captures/HEAD.lock", contents: nil))
    case "head": try files.removeItem(atPath: "\(mirror)/HEAD")
    case "objects": try files.removeItem(atPath: "\(mirror)/objects")
    default:
      try files.removeItem(atPath: mirror)
      #expect(files.createFile(atPath: mirror, contents: nil))
    }
    try add(4, to: repository)
    let next = try repository.captures(["a.json"], of: address)
    #expect(try await next.texts() == texts(4))
    await next.close()
    let names = try files.contentsOfDirectory(atPath: repository.folder.path(of: "cache/marquee/git"))
    #expect(names.count == 2, "\(names)")
  }

  @Test func aFetchThatIsStoppedIsDoneAgain() async throws {
    let repository = try repository(versions: 3)
    let isHeld = Mutex(true)
    let server = try gitServer(for: repository.folder.path) { request in
      request.body.firstRange(of: Array("command=fetch".utf8)) != nil && isHeld.withLock { $0 }
    }
    let address = "\(server.baseURL)/lists/.git"
    let source = try repository.captures(["a.json"], of: address)
    let work = Task { try await source.captures(from: nil, to: nil) }
    while server.requests.allSatisfy({ $0.body.firstRange(of: Array("command=fetch".utf8)) == nil }) {
      try await Task.sleep(for: .milliseconds(10))
    }
    work.cancel()
    await #expect(throws: CancellationError.self) { try await work.value }
    await source.close()
    isHeld.withLock { $0 = false }
    let next = try repository.captures(["a.json"], of: address)
    #expect(try await next.texts() == texts(3))
    await next.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: repository.mirror()).contains("HEAD"))
  }

  @Test func aContentThatIsDamagedIsSaidAndTheOthersAreRead() async throws {
    let repository = try repository(versions: 3)
    let blob = try repository.git("rev-parse", "HEAD~1:a.json").trimmingCharacters(in: .newlines)
    let file = "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    #expect(chmod(file, 0o644) == 0)
    try overwrite(file, Array("no object".utf8))
    let source = try repository.captures(["a.json"])
    let captures = try #require(try await source.captures(from: nil, to: nil))
    #expect(try await source.list(of: captures[0]).body == Array("version 1".utf8))
    await #expect(throws: (any Error).self) { try await source.list(of: captures[1]) }
    #expect(try await source.list(of: captures[2]).body == Array("version 3".utf8))
    await source.close()
  }

  @Test func withoutAFolderForTheMirrorNothingIsFetched() async throws {
    let repository = try repository(versions: 1)
    let homeless = try repository.captures(
      ["a.json"], of: "file://\(repository.path)", environment: ["PATH": "/usr/bin:/bin"])
    #expect(await homeless.failure()?.kind == .definition)
  }

  @Test func twoAtOnceDoNoHarm() async throws {
    let repository = try repository(versions: 5)
    let address = "file://\(repository.path)"
    let found = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 1...4 {
        let source = try repository.captures(["a.json"], of: address)
        group.addTask {
          let texts = try await source.texts()
          await source.close()
          return texts
        }
      }
      return try await group.reduce(into: [[String]]()) { $0.append($1) }
    }
    #expect(found == Array(repeating: texts(5), count: 4))
  }

  @Test func aServerThatIsSilentIsLeft() async throws {
    let repository = try GitRepository()
    let server = try LoopbackServer { _ in .hang }
    let address = "\(server.baseURL)/lists.git"
    let failure = await (try repository.captures(["a.json"], of: address) { $0.totalTimeout = 1 }).failure()
    #expect(failure?.kind == .source)
    #expect(
      failure?.message
        == "the git repository \(address) cannot be read: git gave no sign of life for 1.0 seconds")
    #expect(failure?.remedy == .tryAgain)
  }
}
