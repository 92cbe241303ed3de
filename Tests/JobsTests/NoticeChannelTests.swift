import HTTPFetch
import JSON
import Testing

@testable import Jobs

/// The `notify` section of a job file, and the deadline of its schedule.
struct NoticeChannelTests {
  private func parse(_ more: String) -> (definition: JobDefinition?, lines: [String]) {
    let text = """
      chart: x
      extract: { url: https://a.org/list }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      \(more)
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    return (definition, diagnostics.map { $0.text(path: "x") })
  }

  @Test func theVariablesOfAllKeysAndCommandsAreKnown() throws {
    let text = """
      chart: x
      extract: { command: [./list], environment: [LIST_TOKEN, SHARED] }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      enrich: { preset: omdb, key: { environment: OMDB_API_KEY } }
      archives:
        - { github: octo/lists, paths: [list.json], key: { environment: GITHUB_TOKEN } }
      notify:
        - { command: [./tell], environment: [MAIL_TOKEN, SHARED] }
        - { webhook: { environment: HOOK_URL }, headers: { A: "{key}" }, key: { environment: HOOK_KEY } }
        - { ping: { environment: PING_URL }, failure: { environment: FAIL_URL } }
        - { ping: { file: /ping } }
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    #expect(diagnostics.map { $0.text(path: "x") } == [])
    #expect(
      definition?.environmentNames == [
        "LIST_TOKEN", "SHARED", "OMDB_API_KEY", "GITHUB_TOKEN", "MAIL_TOKEN", "HOOK_URL",
        "HOOK_KEY", "PING_URL", "FAIL_URL",
      ])
  }

  @Test func channelsStandInAListOrAlone() throws {
    let several = parse(
      """
      notify:
        - command: [./tell.sh, "{chart}", "{event}"]
          environment: [MAIL_TOKEN]
          on: [failed, late]
        - webhook: https://hooks.example.org/T0/B0
          headers: { Authorization: "Bearer {key}" }
          key: { environment: HOOK_KEY }
        - ping: { file: ~/.config/marquee/ping }
          failure: https://ping.example.org/fail
      """)
    #expect(several.lines == [])
    let channels = try #require(several.definition?.notify)
    try #require(channels.count == 3)
    #expect(
      channels[0].kind
        == .command(ListCommand(words: ["./tell.sh", "{chart}", "{event}"], environment: ["MAIL_TOKEN"])))
    #expect(channels[0].events == [.failed, .late])
    guard case .webhook(let address, let request) = channels[1].kind else {
      Issue.record("\(channels[1])")
      return
    }
    #expect(address == .url("https://hooks.example.org/T0/B0"))
    #expect(request.headers == [HeaderField("Authorization", "Bearer {key}")])
    #expect(request.key == .environment("HOOK_KEY"))
    #expect(channels[1].events == [.failed, .quarantined, .degraded, .late, .recovered])
    #expect(
      channels[2].kind
        == .ping(.secret(.file("~/.config/marquee/ping")), failure: .url("https://ping.example.org/fail")))
    let one = parse("notify: { webhook: { environment: HOOK_URL } }")
    #expect(one.lines == [])
    #expect(one.definition?.notify.count == 1)
    #expect(parse("").definition?.notify == [])
  }

  @Test(arguments: [
    ("notify: { on: [late] }", "notify names no channel; give one of command, webhook and ping"),
    (
      "notify: { webhook: https://a.org/, ping: https://a.org/ }",
      "notify names more than one channel; give one of command, webhook and ping"
    ),
    (
      "notify: [late]",
      "each element of notify must be a mapping with command, webhook or ping, found \"late\""
    ),
    (
      "notify: all",
      "notify must be a channel such as webhook: https://…, or a list of channels, found \"all\""
    ),
    (
      "notify: { webhook: file:/tmp/x }",
      "notify.webhook must be an http or https URL, or say where one is kept"
    ),
    ("notify: { webhook: \"https://a.org/{day}\" }", "notify.webhook has an unknown variable"),
    ("notify: { ping: \"https://a.org/?t={key}\" }", "notify.ping has an unknown variable"),
    ("notify: { webhook: \"https://a.org/?t={key}\" }", "{key} is used, but no key is given"),
    (
      "notify: { webhook: https://a.org/?token=abc123 }",
      "notify.webhook holds a secret in its parameter \"token\""
    ),
    ("notify: { webhook: https://me:abc123@a.org/ }", "notify.webhook holds a user name or password"),
    (
      "notify: { webhook: https://a.org/, headers: { Authorization: abc123 } }",
      "notify.headers.Authorization is given as plain text"
    ),
    ("notify: { webhook: https://a.org/, key: { environment: K } }", "notify.key is not used"),
    ("notify: { webhook: { url: x } }", "unknown key \"url\" in notify.webhook"),
    ("notify: { webhook: https://a.org/, on: [fialed] }", "did you mean \"failed\"?"),
    ("notify: { webhook: https://a.org/, on: [] }", "notify.on names no event"),
    (
      "notify: { webhook: https://a.org/, on: [test] }",
      "must be one of failed, quarantined, degraded, late, recovered"
    ),
    ("notify: { ping: https://a.org/, on: [late] }", "unknown key \"on\" in notify"),
    ("notify: { command: [./a], key: { environment: K } }", "unknown key \"key\" in notify"),
    ("notify: { command: [] }", "notify.command names no program"),
    ("notify: { command: [\"./{chart}\"] }", "a variable cannot stand in the program's name"),
    (
      "schedule: { deadline: 31d }",
      "schedule.deadline must be a duration up to 30d, such as 2h, found \"31d\""
    ),
    ("schedule: { deadline: 60 }", "schedule.deadline must be a duration up to 30d"),
  ]) func mistakesSayWhatToDo(section: String, message: String) {
    let lines = parse(section).lines
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
    #expect(!lines.contains { $0.contains("abc123") })
  }

  @Test func aDeadlineIsAnHourWhereNothingIsSaid() {
    #expect(parse("").definition?.schedule.deadline == 3600)
    #expect(parse("schedule: { at: \"03:30\", deadline: 90m }").definition?.schedule.deadline == 5400)
    #expect(parse("schedule: { deadline: 0s }").definition?.schedule.deadline == 0)
  }

  @Test func theVariablesOfANoticeAreFilledAndOtherBracesStay() {
    let values = ["chart": "songs", "event": "{day}"]
    #expect(NoticeChannel.filled("{chart}:{event}:{other}", values) == "songs:{day}:{other}")
  }
}
