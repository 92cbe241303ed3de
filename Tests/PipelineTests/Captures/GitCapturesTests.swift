import Foundation
import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import ListSources

/// The captures of a file in the history of a repository.
@Suite struct GitCapturesTests {
  /// 2023-11-14T22:13:20Z.
  private let start: Int64 = 1_700_000_000
  private let day: Int64 = 86_400

  @Test func eachChangeOfTheContentIsACapture() async throws {
    let repository = try GitRepository()
    let first = try repository.commit("A", to: "old.json", at: start)
    let second = try repository.commit("B", to: "old.json", at: start + day)
    try repository.git("mv", "old.json", "new.json")
    try repository.commit(at: start + 2 * day)
    let fourth = try repository.commit("C", to: "new.json", at: start + 3 * day)
    try repository.git("rm", "-q", "new.json")
    try repository.commit(at: start + 4 * day)
    let sixth = try repository.commit("C", to: "new.json", at: start + 5 * day)
    try repository.git("update-index", "--chmod=+x", "new.json")
    try repository.git("commit", "-q", "-m", "x", at: start + 6 * day)
    try repository.git("reset", "-q", "--hard")
    try repository.commit("other", to: "other.json", at: start + 7 * day)

    let source = try repository.captures(["new.json", "old.json"])
    #expect(source.isLocal)
    let captures = try #require(try await source.captures(from: nil, to: nil))
    #expect(
      captures.map(\.id) == [
        "\(first):old.json", "\(second):old.json", "\(fourth):new.json", "\(sixth):new.json",
      ])
    #expect(captures.map(\.day.description) == ["2023-11-14", "2023-11-15", "2023-11-17", "2023-11-19"])
    #expect(captures.map(\.at) == [0, 1, 3, 5].map { Instant(microseconds: (start + $0 * day) * 1_000_000) })
    #expect(try await source.texts() == ["A", "B", "C", "C"])
    let list = try await source.list(of: captures[1])
    #expect(list.effectiveURL == "git:lists#\(second):old.json")
    let some = try await source.captures(from: Day("2023-11-15"), to: Day("2023-11-17"))
    #expect(some?.map(\.id) == captures[1...2].map(\.id))
    await source.close()
    // A bare repository and the `.git` folder of a work tree give the same captures.
    try GitRepository.git(["clone", "-q", "--bare", repository.path, repository.folder.path(of: "bare.git")])
    for address in ["bare.git", "lists/.git", repository.path] {
      let other = try repository.captures(["new.json", "old.json"], of: address)
      #expect(try await other.captures(from: nil, to: nil) == captures)
      await other.close()
    }
    #expect(!FileManager.default.fileExists(atPath: repository.folder.path(of: "cache")))
  }

  @Test func aMergeIsACaptureWhereItChangedWhatTheBranchHad() async throws {
    let repository = try GitRepository()
    try repository.commit("A", to: "f.json", at: start)
    try repository.git("checkout", "-q", "-b", "side")
    try repository.commit("B", to: "f.json", at: start + 100)
    try repository.git("checkout", "-q", "main")
    try repository.commit("C", to: "f.json", at: start + 200)
    try repository.git("merge", "-q", "-X", "theirs", "-m", "m", "side", at: start + 300)
    try repository.git("checkout", "-q", "-b", "elsewhere")
    try repository.commit("x", to: "other", at: start + 400)
    try repository.git("checkout", "-q", "main")
    try repository.commit("D", to: "f.json", at: start + 500)
    try repository.git("merge", "-q", "-m", "m", "elsewhere", at: start + 600)
    try repository.git("checkout", "-q", "-b", "third")
    try repository.commit("E", to: "f.json", at: start + 700)
    try repository.git("checkout", "-q", "main")
    try repository.commit("x", to: "another", at: start + 800)
    try repository.git("merge", "-q", "-m", "m", "third", at: start + 900)

    let source = try repository.captures(["f.json"])
    #expect(try await source.texts() == ["A", "B", "C", "B", "D", "E", "E"])
    let instants = try #require(try await source.captures(from: nil, to: nil)).compactMap(\.at?.seconds)
    #expect(instants.map { $0 - start } == [0, 100, 200, 300, 500, 700, 900])
    await source.close()
    // Another branch has its own history.
    let side = try repository.captures(["f.json"], branch: "side")
    #expect(try await side.texts() == ["A", "B"])
    await side.close()
  }

  @Test func theDayIsThatOfTheChartsZone() async throws {
    let repository = try GitRepository()
    let path = "listen/größte Städte.json"
    let midnight = try #require(Instant("2024-05-01T22:00:00Z")).seconds
    try repository.commit("", to: path, at: midnight - 1)
    try repository.commit("1", to: path, at: midnight)
    // Two commits in one second keep the order of the commits.
    try repository.commit("2", to: path, at: midnight)
    let source = try repository.captures([path], zone: "Europe/Berlin")
    let captures = try #require(try await source.captures(from: nil, to: nil))
    #expect(captures.map(\.day.description) == ["2024-05-01", "2024-05-02", "2024-05-02"])
    #expect(captures.last?.id == "\(try repository.head()):\(path)")
    #expect(try await source.texts() == ["", "1", "2"])
    await source.close()
  }

  @Test func commitsWithoutAPossibleDateAreLeftOut() async throws {
    let repository = try GitRepository()
    // The last second of 1989, and the first of 1990.
    let first = try repository.commit("A", to: "a.json", at: 631_151_999)
    try repository.commit("B", to: "a.json", at: 631_152_000)
    let last = GitRepository.now.seconds + day
    try repository.commit("C", to: "a.json", at: last)
    try repository.commit("D", to: "a.json", at: last + 1)
    // This commit does not change the file.
    try repository.commit("x", to: "other.json", at: last + 2)
    let source = try repository.captures(["a.json"])
    #expect(try await source.texts() == ["B", "C"])
    #expect(
      await source.passedOver() == [
        "2 commits of the git repository lists have an impossible date; the first is \(first)"
      ])
    await source.close()
  }

  @Test func gitMayBeSilentWhereItAsksNobody() async throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("#!/bin/sh\nsleep 1\necho listing\n", to: "git")
    #expect(chmod(script, 0o755) == 0)
    let program = GitProgram(
      environment: ["PATH": "\(folder.path):/usr/bin:/bin"], followsRedirects: false, patience: 0.2,
      spoken: [])
    #expect(try await program.output(["log"]) == Array("listing\n".utf8))
  }

  @Test func aLinkAndAFolderOfAnotherRepositoryAreNoLists() async throws {
    let repository = try GitRepository()
    try repository.commit("A", to: "a.json", at: start)
    try FileManager.default.removeItem(atPath: "\(repository.path)/a.json")
    try FileManager.default.createSymbolicLink(
      atPath: "\(repository.path)/a.json", withDestinationPath: "/etc/passwd")
    try repository.commit(at: start + day)
    let source = try repository.captures(["a.json"])
    #expect(try await source.texts() == ["A"])
    await source.close()
  }

  @Test func aContentThatIsTooLargeOrAPointerIsAProblemOfItsOwn() async throws {
    let repository = try GitRepository()
    try repository.commit("first", to: "a.json", at: start)
    let large = try repository.commit(String(repeating: "x", count: 300_000), to: "a.json", at: start + day)
    try repository.commit(
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", to: "a.json", at: start + 2 * day
    )
    try repository.commit("last", to: "a.json", at: start + 3 * day)
    let source = try repository.captures(["a.json"]) { $0.maximumSize = 1000 }
    let captures = try #require(try await source.captures(from: nil, to: nil))
    var heard: [String] = []
    for capture in captures {
      do { heard.append(String(decoding: try await source.list(of: capture).body, as: UTF8.self)) } catch let
        problem as ExtractionProblem
      {
        #expect(problem.state == .failed)
        heard.append(problem.reason)
      }
    }
    #expect(heard.count == 4)
    #expect(heard.first == "first")
    #expect(heard[1] == "\(large.prefix(7)):a.json is larger than 1000 bytes")
    #expect(heard[2].hasSuffix(":a.json is stored in Git LFS, and the repository has only a pointer to it"))
    #expect(heard.last == "last")
    await #expect(throws: ExtractionProblem.self) {
      try await source.list(of: Capture(day: captures[0].day, at: nil, id: "0123:a.json"))
    }
    await source.close()
  }

  @Test func whatIsNotThereIsSaidInPlainWords() async throws {
    let repository = try GitRepository()
    try repository.commit("A", to: "data/top/movies.json", at: start)
    let typo = await (try repository.captures(["data/top/movie.json"])).failure()
    #expect(typo?.kind == .definition)
    #expect(typo?.message == "the git repository lists never had a file data/top/movie.json")
    #expect(typo?.remedy == .words("did you mean data/top/movies.json?"))
    for wrong in ["movies.json", "data/top"] {
      let failure = await (try repository.captures(["data/top/movies.json", wrong])).failure()
      #expect(failure?.remedy == .words("did you mean data/top/movies.json?"))
    }
    let branch = await (try repository.captures(["a"], branch: "mian")).failure()
    #expect(branch?.kind == .definition)
    #expect(branch?.message == "the git repository lists has no branch mian")
    #expect(branch?.remedy == .words("did you mean main?"))
    let nowhere = await (try repository.captures(["a"], of: "absent")).failure()
    #expect(nowhere?.kind == .definition)
    #expect(nowhere?.message == "there is no git repository at absent")
    try repository.folder.write("x", to: "plain/file")
    let plain = await (try repository.captures(["a"], of: "plain")).failure()
    #expect(plain?.kind == .source)
    #expect(plain?.message.hasPrefix("the git repository plain cannot be read: ") == true)
    #expect(plain?.message.contains(repository.folder.path) == false)
    try GitRepository.git(["init", "-q", repository.folder.path(of: "new")])
    let empty = await (try repository.captures(["a"], of: "new")).failure()
    #expect(empty?.message == "the git repository new has no commit, or has no default branch")
    // Nothing listens at the port of a server that has stopped.
    let server = try LoopbackServer { _ in .respond(status: 404) }
    let address = "\(server.baseURL)/lists.git"
    let unknown = await (try repository.captures(["a"], of: address)).failure()
    #expect(unknown?.kind == .source)
    #expect(unknown?.message.hasPrefix("the git repository \(address) cannot be read: ") == true)
    server.stop()
    let gone = await (try repository.captures(["a"], of: address)).failure()
    #expect(gone?.kind == .source)
    #expect(gone?.remedy == .tryAgain)
    let absent = await
      (try repository.captures(["a"], environment: ["PATH": repository.folder.path(of: "nothing")])).failure()
    #expect(absent?.kind == .source)
    #expect(absent?.message == "git repositories are read by the program git, which is not installed")
  }

  @Test func noRepositoryMakesGitStartAnotherProgram() async throws {
    let repository = try GitRepository()
    let mark = repository.folder.path(of: "mark")
    let script = try repository.folder.write("#!/bin/sh\ntouch \(mark)\nexit 1\n", to: "evil.sh")
    #expect(chmod(script, 0o755) == 0)
    let commit = try repository.commit("A", to: "--output=x.json", at: start)
    let blob = try repository.git("rev-parse", "\(commit):--output=x.json").trimmingCharacters(in: .newlines)
    for name in ["post-checkout", "reference-transaction", "pre-auto-gc"] {
      #expect(
        chmod(try repository.folder.write("#!/bin/sh\ntouch \(mark)\n", to: "hooks/\(name)"), 0o755) == 0)
    }
    for (key, value) in [
      ("core.fsmonitor", script), ("core.hooksPath", repository.folder.path(of: "hooks")),
      ("core.pager", script), ("diff.external", script), ("log.showSignature", "true"),
      ("gpg.program", script),
      ("log.showRoot", "false"), ("log.follow", "true"), ("core.sshCommand", script),
      ("core.alternateRefsCommand", script),
    ] { try repository.git("config", key, value) }
    let source = try repository.captures(["--output=x.json"], branch: "main")
    #expect(try await source.texts() == ["A"])
    await source.close()
    // The repository says that a content can be fetched elsewhere, with a program that it names.
    for (key, value) in [
      ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "evil"),
      ("remote.evil.promisor", "true"), ("remote.evil.url", repository.path),
      ("remote.evil.uploadpack", script),
    ] { try repository.git("config", key, value) }
    try FileManager.default.removeItem(
      atPath: "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let partial = try repository.captures(["--output=x.json"])
    let capture = try #require(try await partial.captures(from: nil, to: nil)?.first)
    await #expect(throws: (any Error).self) { try await partial.list(of: capture) }
    await partial.close()
    for address in ["ext::sh -c \(script)", "ext::\(script)", "fd::0"] {
      #expect(await (try repository.captures(["a"], of: address)).failure()?.kind == .source)
    }
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  private static let history = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"]

  @Test(.enabled(if: history != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func aBundleIsReadAsGitReadsIt() async throws {
    let bundle = try #require(Self.history) + "/imdb-top250.bundle"
    let repository = try GitRepository()
    let paths = ["data/top250/movies.json", "Data/T250/data.json"]
    let clone = repository.folder.path(of: "clone.git")
    try GitRepository.git(["clone", "-q", "--bare", bundle, clone])
    // 371 commits, one of which removes the file.
    let commits = try GitRepository.git(
      ["-C", clone, "log", "--reverse", "--diff-filter=AM", "--name-only", "--format=%H %ct", "--"] + paths
    ).split(separator: "\n").map(String.init)
    let expected = stride(from: 0, to: commits.count - 1, by: 2).map { index in
      let words = commits[index].split(separator: " ")
      return (id: "\(words[0]):\(commits[index + 1])", seconds: Int64(words[1]) ?? 0)
    }
    let source = try repository.captures(paths, of: bundle)
    #expect(source.isLocal)
    let captures = try #require(try await source.captures(from: nil, to: nil))
    #expect(captures.count == 370)
    #expect(captures.map(\.id) == expected.map(\.id))
    #expect(captures.map(\.at?.seconds) == expected.map(\.seconds))
    #expect(captures.first?.day.description == "2023-09-10")
    #expect(captures.last?.day.description == "2025-06-30")
    var sizes: [Int] = []
    for (index, capture) in captures.enumerated() {
      let body = try await source.list(of: capture).body
      sizes.append(body.count)
      if index % 37 == 0, let id = capture.id {
        let shown = try GitRepository.git(["-C", clone, "show", id])
        #expect(Array(shown.utf8) == body, "\(id)")
      }
    }
    await source.close()
    #expect(sizes.first == 0)
    #expect(sizes.reduce(0, +) > 10_000_000)
  }
}
