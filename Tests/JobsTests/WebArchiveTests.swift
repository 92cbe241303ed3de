import Testing

@testable import Jobs

/// The archives that are servers: a repository on GitHub, and a web archive.
@Suite struct WebArchiveTests {
  private static let place = "- url: file:history/{day}.json.gz"

  @Test func archivesThatAreServersAreRead() throws {
    let text = wholeJob.replacing("hosts: [lists.example.org]\n", with: "\n").replacing(
      Self.place,
      with: """
        - { github: octo/lists, paths: [data/list.json, "my list.json"] }
          - github: octo/my.lists-2
            paths: [list.json]
            branch: release/1.0
            api: https://github.example.org/api/v3/
            raw: https://github.example.org/raw
            key: { environment: GITHUB_TOKEN }
          - wayback: https://example.org/list.json?top=10
          - { wayback: "http://example.org/", server: "https://archive.example.org/" }
        """)
    #expect(diagnostics(text) == [])
    let job = try #require(JobFile.parse(bytes: Array(text.utf8), path: "x").definition)
    var second = Archive.GitHub(repository: "octo/my.lists-2", paths: ["list.json"], branch: "release/1.0")
    second.api = "https://github.example.org/api/v3"
    second.raw = "https://github.example.org/raw"
    second.key = .environment("GITHUB_TOKEN")
    var fourth = Archive.Wayback(url: "http://example.org/")
    fourth.server = "https://archive.example.org"
    #expect(
      job.archives == [
        .github(Archive.GitHub(repository: "octo/lists", paths: ["data/list.json", "my list.json"])),
        .github(second), .wayback(Archive.Wayback(url: "https://example.org/list.json?top=10")),
        .wayback(fourth),
      ])
    #expect(
      job.archives.map(\.name)[...2] == [
        "github:octo/lists", "github:octo/my.lists-2@release/1.0",
        "wayback:https://example.org/list.json?top=10",
      ])
  }

  @Test(arguments: [
    ("github: octo, paths: [a]", "must be a repository as OWNER/NAME, found \"octo\""),
    ("github: octo/lists/x, paths: [a]", "must be a repository as OWNER/NAME"),
    ("github: \"octo/..\", paths: [a]", "must be a repository as OWNER/NAME"),
    ("github: \"https://github.com/octo/lists\", paths: [a]", "must be a repository as OWNER/NAME"),
    ("github: octo/lists", "the key \"paths\" is missing"),
    ("github: octo/lists, paths: []", "names no path"),
    ("github: octo/lists, paths: a", "must be a list of paths"),
    (
      "github: octo/lists, paths: [/a]",
      "must be a path in the repository, such as data/list.json, found \"/a\""
    ),
    ("github: octo/lists, paths: [a/../b]", "must be a path in the repository"),
    ("github: octo/lists, paths: [\"a//b\"]", "must be a path in the repository"),
    ("github: octo/lists, paths: [\"\"]", "must be a path in the repository"),
    ("github: octo/lists, paths: [\"a\\nb\"]", "must be a path in the repository"),
    ("github: octo/lists, paths: [a], branch: \"a b\"", "must be the name of a branch, found \"a b\""),
    ("github: octo/lists, paths: [a], branch: -x", "must be the name of a branch"),
    ("github: octo/lists, paths: [a], branch: a..b", "must be the name of a branch"),
    ("github: octo/lists, paths: [a], branch: \"a/.b\"", "must be the name of a branch"),
    ("github: octo/lists, paths: [a], branch: \"a~1\"", "must be the name of a branch"),
    ("github: octo/lists, paths: [a], api: \"file:/x\"", "must be the address of a web server"),
    ("github: octo/lists, paths: [a], raw: \"https://a.org/?x=1\"", "write https://HOST, without a query"),
    ("github: octo/lists, paths: [a], raw: \"https://a.org/{day}\"", "has an unknown variable {day}"),
    ("github: octo/lists, paths: [a], token: abc", "a job file holds no secret"),
    ("github: octo/lists, paths: [a], key: ghp_abc", "is given as plain text"),
    ("wayback: \"https://example.org/{day}\"", "has an unknown variable {day}"),
    ("wayback: \"file:list.json\"", "must be the address of a web server; write https://HOST/PATH"),
    ("wayback: \"https://example.org/\", server: \"ftp://a.org\"", "has the scheme \"ftp\""),
    (
      "wayback: \"https://example.org/\", server: \"https://a.org/#x\"", "must be the address of a web server"
    ),
    ("wayback: \"https://example.org/?token=abc\"", "holds a secret in its parameter \"token\""),
  ]) func aMistakeIsExplained(keys: String, message: String) {
    let text = wholeJob.replacing("hosts: [lists.example.org]\n", with: "\n")
      .replacing(Self.place, with: "- { \(keys) }")
    let lines = diagnostics(text)
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }

  @Test func theServersMustBeAmongTheHosts() {
    let gitHub = diagnostics(replacing: Self.place, with: "- { github: octo/lists, paths: [a] }")
    #expect(gitHub.count == 2)
    #expect(gitHub[0].hasSuffix("add api.github.com to hosts"), "\(gitHub)")
    #expect(gitHub[1].hasSuffix("add raw.githubusercontent.com to hosts"), "\(gitHub)")
    let wayback = diagnostics(
      replacing: Self.place, with: "- { wayback: \"https://example.org/\", server: \"https://a.org\" }")
    #expect(wayback.count == 1)
    #expect(wayback[0].hasSuffix("add a.org to hosts"), "\(wayback)")
    let own = diagnostics(
      replacing: Self.place,
      with: "- { wayback: \"https://example.org/\", server: \"https://lists.example.org\" }")
    #expect(own == [])
  }
}
