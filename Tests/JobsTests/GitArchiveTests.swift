import Testing

@testable import Jobs

/// `git` in the archives of a job file.
@Suite struct GitArchiveTests {
  private func parse(_ git: String, hosts: String = "") -> (archives: [Archive], lines: [String]) {
    let text = """
      chart: x
      extract: { url: "https://a.org/list"\(hosts) }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      archives:
        - \(git)
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    return (definition?.archives ?? [], diagnostics.map { $0.text(path: "x") })
  }

  @Test(arguments: [
    ("https://a.org/lists.git", false), ("ssh://git@a.org/lists.git", false),
    ("git@a.org:team/lists.git", false),
    ("a.org:lists.git", false), ("file:///srv/lists.git", true), ("/srv/lists.git", true), ("../lists", true),
    ("lists.bundle", true), ("./a:b", true),
  ])
  func aRepositoryIsAURLOrAPath(repository: String, isLocal: Bool) {
    let (archives, lines) = parse(
      "{ git: \"\(repository)\", paths: [data/a.json, \"ä b.json\"], branch: x/y }")
    #expect(lines.isEmpty)
    let git = Archive.Git(repository: repository, paths: ["data/a.json", "ä b.json"], branch: "x/y")
    #expect(archives == [.git(git)])
    #expect(git.isLocal == isLocal)
  }

  @Test func anAddressOfSSHIsAURLToo() {
    func url(_ repository: String) -> String? { Archive.Git(repository: repository, paths: []).url }
    #expect(url("git@a.org:team/lists.git") == "ssh://git@a.org/team/lists.git")
    #expect(url("a.org:/srv/lists") == "ssh://a.org/srv/lists")
    #expect(url("./a:b") == nil)
    #expect(url("https://a.org/x:y") == "https://a.org/x:y")
  }

  @Test(arguments: [
    "https://secret@a.org/lists.git", "https://me:secret@a.org/lists.git", "ssh://git:secret@a.org/lists.git",
    "git:secret@a.org:lists.git",
  ])
  func aPasswordIsRefusedAndNotShown(repository: String) throws {
    let lines = parse("{ git: \"\(repository)\", paths: [a.json] }").lines
    #expect(lines.count == 1)
    #expect(!lines.joined().contains("secret@"))
  }

  @Test(arguments: [
    "ext::sh -c true", "ftp://a.org/lists.git", "-oProxyCommand=x:lists", "ssh://-oProxyCommand=x/lists",
    "https:///lists.git", "transport::https://a.org/x",
  ])
  func whatIsNoAddressIsRefused(repository: String) {
    #expect(parse("{ git: \"\(repository)\", paths: [a.json] }").lines.count == 1)
  }

  @Test func theHostMustBeOneOfThoseAllowed() {
    func lines(_ repository: String) -> [String] {
      parse("{ git: \"\(repository)\", paths: [a.json] }", hosts: ", hosts: [a.org]").lines
    }
    #expect(lines("https://a.org/lists.git").isEmpty)
    #expect(lines("git@a.org:lists.git").isEmpty)
    #expect(lines("../lists").isEmpty)
    #expect(lines("git@b.org:lists.git").first?.contains("add b.org to hosts") == true)
    #expect(lines("ssh://git@b.org/lists.git").first?.contains("add b.org to hosts") == true)
  }

  @Test(arguments: [
    "/a.json", "../a.json", "a/./b.json", "a//b.json", "a/", "", "a\\nb.json",
  ])
  func aPathIsToldFromTheTopOfTheRepository(path: String) {
    #expect(parse("{ git: lists, paths: [\"\(path)\"] }").lines.count == 1)
  }

  @Test(arguments: ["-x", "a b", "main:other", "a..b", "a*", "a.lock", "a/", "@{1}", "", "~x"])
  func aBranchIsANameAndNoMore(branch: String) {
    #expect(parse("{ git: lists, paths: [a.json], branch: \"\(branch)\" }").lines.count == 1)
  }

  @Test func aMissingPathIsSaid() {
    #expect(parse("{ git: lists }").lines.first?.contains("the key \"paths\" is missing") == true)
    #expect(parse("{ git: lists, paths: [] }").lines.first?.contains("names no path") == true)
    #expect(parse("{ git: lists, paths: a.json }").lines.count == 1)
  }
}
