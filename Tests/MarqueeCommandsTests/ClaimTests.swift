import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import MarqueeCommands

/// `claim`: questions that are kept with their answers, and changes that make an answer untrue.
@Suite(.timeLimit(.minutes(30))) struct ClaimTests {
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["Alpha", "Beta"]), ("2026-05-02", .published, ["Beta", "Alpha"]),
    ])
    return fixture
  }

  private let afterTwoDays = "2026-05-03T12:00:00Z"

  /// Records another list of each of `days`, all at one instant.
  private func correct(
    _ fixture: ProgramFixture, _ days: String..., at: String, capturedAt: String, _ titles: [String]
  ) async throws {
    let now = Instant(at)!
    try await fixture.withLake(at: now) { lake in
      let entries = titles.enumerated().map { rank, title in
        Entry(
          rank: rank + 1, id: ItemID("tt-\(title.lowercased())"), title: title,
          fields: [JSONMember("rating", .double(9.5 - Double(rank)))])
      }
      let version = try await lake.put([VersionDocument.bytes(entries)])[0]
      let drafts = days.map { day in
        var report = RunReport(
          id: "run-fix-\(day)", chart: fixture.chart, day: Day(day)!, trigger: .backfill, startedAt: now)
        report.finishedAt = now
        report.outcome = .published
        return Lake.Draft(
          chart: fixture.chart, day: Day(day)!, state: .published, capturedAt: Instant(capturedAt)!,
          version: version, entries: entries, raw: [], report: report)
      }
      _ = try await lake.append(drafts, settings: nil)
    }
  }

  /// Runs `claim check`, expects the exit code `status` and returns the answer.
  private func check(
    _ fixture: ProgramFixture, _ names: String..., now: String, status: Int32
  ) async throws -> [JSONValue] {
    let result = try await fixture.run(["claim", "check"] + names + ["--format", "json"], now: now)
    #expect(result.status == status, "\(result)")
    return try JSONReader.read(Array(result.output.utf8)).array ?? []
  }

  @Test func aCorrectionMakesAClaimUntrue() async throws {
    let fixture = try await fixture()
    let added = try await fixture.run(
      "claim", "add", "--note", "Alpha leads!", "Alpha led", "chart", "test", "--day", "2026-05-01",
      now: afterTwoDays)
    #expect(added.status == 0, "\(added)")
    let held = try await check(fixture, now: afterTwoDays, status: 0)
    #expect(held.map { $0["holds"] } == [true])
    #expect(held.first?["changes"] == [] && held.first?["since"] == JSONValue.null)
    try await correct(
      fixture, "2026-05-01", at: "2026-05-04T09:00:00Z", capturedAt: "2026-05-01T20:00:00Z",
      ["Beta", "Alpha"])
    let broken = try await check(fixture, "Alpha led", now: "2026-05-05T12:00:00Z", status: 16)
    let found = try #require(broken.first)
    #expect(found["holds"] == false && found["reason"] == JSONValue.null)
    let since = try #require(found["since"])
    #expect(since["recorded_at"] == "2026-05-04T09:00:00.000000Z")
    #expect(since["day"] == "2026-05-01" && since["by"] == "backfill" && since["run"] == "run-fix-2026-05-01")
    #expect(since["version"]?.string?.count == 64)
    let changes = try #require(found["changes"]?.array)
    #expect(changes.contains(["path": "/entries/0/id", "before": "tt-alpha", "after": "tt-beta"]))
    #expect(found["more"] == 0)
    let lines = try await fixture.run(
      "claim", "check", "--format", "jsonl", now: "2026-05-05T12:00:00Z")
    #expect(try JSONReader.read(Array(lines.output.utf8)) == found)
    let sheet = try await fixture.run("claim", "check", "--format", "csv", now: "2026-05-05T12:00:00Z")
    let rows = sheet.output.split(separator: "\r\n").map(String.init)
    #expect(
      rows.first
        == "claim,chart,holds,note,reason,since_recorded_at,since_day,since_by,since_version,since_run,"
        + "since_reason,since_others"
    )
    #expect(
      rows.last?.hasPrefix(
        "Alpha led,test,false,Alpha leads!,,2026-05-04T09:00:00.000000Z,2026-05-01,backfill,") == true)
    #expect(rows.last?.hasSuffix(",run-fix-2026-05-01,,0") == true)
    let page = try await fixture.run("claim", "check", now: "2026-05-05T12:00:00Z")
    #expect(page.output.contains("backfill of 2026-05-01, recorded at 2026-05-04T09:00:00"))
    #expect(page.output.contains("/entries/0/title"))
  }

  @Test func aNewDayChangesNothingAndALateOneOfBeforeDoes() async throws {
    let fixture = try await fixture()
    #expect(
      try await fixture.run("claim", "add", "Alpha", "history", "test", "alpha", now: afterTwoDays).status
        == 0)
    let shown = try await fixture.run("claim", "show", "Alpha", "--format", "json", now: afterTwoDays)
    let claim = try JSONReader.read(Array(shown.output.utf8))
    #expect(
      claim["question"] == ["history", "--captured-by", "2026-05-02T03:30:00.000000Z", "test", "alpha"])
    #expect(claim["answer"]?["days"] == 2 && claim["note"] == JSONValue.null)
    #expect(claim["claimed_at"] == "2026-05-03T12:00:00.000000Z")
    try await fixture.record([("2026-05-04", .published, ["Alpha"])])
    _ = try await check(fixture, now: "2026-05-04T12:00:00Z", status: 0)
    try await correct(
      fixture, "2026-05-02", at: "2026-05-05T09:00:00Z", capturedAt: "2026-05-02T03:30:00Z",
      ["Beta", "Gamma"])
    let broken = try await check(fixture, now: "2026-05-06T12:00:00Z", status: 16)
    #expect(broken.first?["since"]?["recorded_at"] == "2026-05-05T09:00:00.000000Z")
    #expect(
      broken.first?["changes"]?.array?.contains(["path": "/days", "before": 2, "after": 1]) == true)
  }

  @Test func decisionsTellWhichClaimsNoLongerHold() async throws {
    let fixture = try await fixture()
    _ = try await fixture.run(
      "claim", "add", "Second day", "chart", "test", "--day", "2026-05-02", now: afterTwoDays)
    let withdrawn = try await fixture.run(
      "quarantine", "withdraw", "test", "2026-05-02", "--reason", "wrong list", now: "2026-05-04T12:00:00Z")
    #expect(withdrawn.status == 0)
    #expect(
      withdrawn.errors.contains(
        "warning: the claim \"Second day\" no longer holds, since this record: withdraw of 2026-05-02, recorded at 2026-05-04T12:00:00Z, "
      ), "\(withdrawn.errors)")
    #expect(
      withdrawn.errors.contains(", run run-2026-05-02: wrong list (marquee claim check 'Second day' "),
      "\(withdrawn.errors)")
    let broken = try await check(fixture, now: "2026-05-04T12:30:00Z", status: 16)
    let found = try #require(broken.first)
    #expect(found["holds"] == false && found["reason"]?.string != nil && found["changes"] == [])
    #expect(found["since"]?["by"] == "withdraw" && found["since"]?["reason"] == "wrong list")
    #expect(found["since"]?["day"] == "2026-05-02" && found["since"]?["run"] == "run-2026-05-02")
    let accepted = try await fixture.run(
      "quarantine", "accept", "test", "2026-05-02", now: "2026-05-04T13:00:00Z")
    #expect(accepted.status == 0)
    #expect(!accepted.errors.contains("no longer holds"))
    _ = try await check(fixture, now: "2026-05-04T13:30:00Z", status: 0)
  }

  @Test func aRunTellsWhichClaimsNoLongerHold() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    #expect(try await fixture.run("run", "test", "--day", "2026-05-01").status == 0)
    let added = try await fixture.run("claim", "add", "A leads", "chart", "test", "--day", "2026-05-01")
    #expect(added.status == 0, "\(added)")
    let same = try await fixture.run("run", "test", "--day", "2026-05-01", now: "2026-05-11T12:00:00Z")
    #expect(same.status == 0 && !same.errors.contains("claim"))
    try fixture.folder.write(
      #"[{"id":"b","title":"B","rank":1},{"id":"a","title":"A","rank":2},{"id":"c","title":"C","rank":3}]"#,
      to: "lists/2026-05-01.json")
    let other = try await fixture.run("run", "test", "--day", "2026-05-01", now: "2026-05-12T12:00:00Z")
    #expect(other.status == 0, "\(other)")
    #expect(
      other.errors.contains(
        "warning: the claim \"A leads\" no longer holds, since this record: run of 2026-05-01, recorded at 2026-05-12T12:00:00Z, "
      ),
      "\(other.errors)")
  }

  @Test func aClaimThatHadCeasedToHoldBeforeIsOnlyCounted() async throws {
    let fixture = try await fixture()
    for (name, day) in [("First day", "2026-05-01"), ("Second day", "2026-05-02")] {
      let added = try await fixture.run(
        "claim", "add", name, "chart", "test", "--day", day, now: afterTwoDays)
      #expect(added.status == 0, "\(added)")
    }
    let withdraw = ["quarantine", "withdraw", "test"]
    let second = try await fixture.run(withdraw + ["2026-05-02"], now: "2026-05-04T12:00:00Z")
    #expect(!second.errors.contains("First day") && !second.errors.contains("ceased"), "\(second.errors)")
    let first = try await fixture.run(withdraw + ["2026-05-01"], now: "2026-05-05T12:00:00Z")
    let warnings = first.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
    #expect(warnings.count == 2, "\(first.errors)")
    #expect(
      warnings.first?.hasPrefix(
        "warning: the claim \"First day\" no longer holds, since this record: withdraw of 2026-05-01, ")
        == true)
    #expect(
      warnings.last?.hasPrefix(
        "warning: 1 claim did not hold before this command either (marquee claim check ") == true)
  }

  /// The first withdrawal breaks the claim and is taken back; the second one breaks it again.
  @Test func theCauseIsTheLastRecordSinceWhichAClaimDoesNotHold() async throws {
    let fixture = try await fixture()
    let added = try await fixture.run("claim", "add", "Alpha", "history", "test", "alpha", now: afterTwoDays)
    #expect(added.status == 0, "\(added)")
    for (decision, day, hour) in [
      ("withdraw", "2026-05-01", "09"), ("accept", "2026-05-01", "10"), ("withdraw", "2026-05-02", "11"),
    ] {
      let decided = try await fixture.run(
        "quarantine", decision, "test", day, now: "2026-05-04T\(hour):00:00Z")
      #expect(decided.status == 0, "\(decided)")
      _ = try await check(fixture, now: "2026-05-04T\(hour):30:00Z", status: decision == "accept" ? 0 : 16)
    }
    let found = try await check(fixture, now: "2026-05-05T12:00:00Z", status: 16)
    #expect(found.first?["since"]?["by"] == "withdraw" && found.first?["since"]?["day"] == "2026-05-02")
    #expect(found.first?["since"]?["recorded_at"] == "2026-05-04T11:00:00.000000Z")
  }

  @Test func recordsOfOneInstantAreToldTogether() async throws {
    let fixture = try await fixture()
    let added = try await fixture.run("claim", "add", "Alpha", "history", "test", "alpha", now: afterTwoDays)
    #expect(added.status == 0, "\(added)")
    try await correct(
      fixture, "2026-05-01", "2026-05-02", at: "2026-05-04T09:00:00Z", capturedAt: "2026-05-02T03:30:00Z",
      ["Beta", "Gamma"])
    let found = try await check(fixture, now: "2026-05-05T12:00:00Z", status: 16)
    #expect(found.first?["since"]?["day"] == "2026-05-01" && found.first?["since"]?["others"] == 1)
    let page = try await fixture.run("claim", "check", now: "2026-05-05T12:00:00Z")
    #expect(
      page.output.contains(
        "backfill of 2026-05-01 or 1 other record of that instant, recorded at 2026-05-04T09:00:00Z, "),
      "\(page.output)")
  }

  @Test func aCorrectionThatIsCopiedTellsWhichClaimsNoLongerHold() async throws {
    let fixture = try await fixture()
    let twin = fixture.folder.path(of: "twin")
    #expect(try await fixture.run("lake", "push", twin, now: afterTwoDays).status == 0)
    let added = try await fixture.run(
      "claim", "add", "--lake", twin, "Alpha led", "chart", "test", "--day", "2026-05-01", now: afterTwoDays)
    #expect(added.status == 0, "\(added)")
    try await correct(
      fixture, "2026-05-01", at: "2026-05-04T09:00:00Z", capturedAt: "2026-05-01T20:00:00Z",
      ["Beta", "Alpha"])
    let pull = ["lake", "pull", fixture.lake, "--lake", twin]
    let pulled = try await fixture.run(pull, now: "2026-05-05T12:00:00Z")
    #expect(pulled.status == 0, "\(pulled)")
    #expect(
      pulled.errors.contains(
        "warning: the claim \"Alpha led\" no longer holds, since this record: backfill of 2026-05-01, recorded at 2026-05-04T09:00:00Z, "
      ), "\(pulled.errors)")
    // Where a pull brings nothing, nothing is told.
    let again = try await fixture.run(pull, now: "2026-05-06T12:00:00Z")
    #expect(again.status == 0 && !again.errors.contains("no longer holds"), "\(again)")
    // A push tells of the claims of the other lake. There, this one does not hold any longer already.
    try await correct(
      fixture, "2026-05-01", at: "2026-05-07T09:00:00Z", capturedAt: "2026-05-01T21:00:00Z",
      ["Beta", "Gamma"])
    let pushed = try await fixture.run("lake", "push", twin, now: "2026-05-08T12:00:00Z")
    #expect(pushed.status == 0, "\(pushed)")
    #expect(
      pushed.errors.contains(
        "warning: 1 claim did not hold before this command either (marquee claim check --lake \(twin))\n"),
      "\(pushed.errors)")
  }

  @Test func aClaimOutlivesTheCatalogueAndEndsWhenItIsRemoved() async throws {
    let fixture = try await fixture()
    let add = ["claim", "add", "--note", "so far", "Alpha", "history", "test", "alpha"]
    let added = try await fixture.run(add, now: afterTwoDays)
    #expect(added.status == 0 && added.errors == "the claim \"Alpha\" is stored with its current answer\n")
    let checked = try await fixture.run("claim", "check", now: afterTwoDays)
    #expect(checked.output.contains("so far") && checked.output.hasSuffix("\n\n1 claim\n"), "\(checked)")
    let again = try await fixture.run(add, now: "2026-05-03T13:00:00Z")
    #expect(again.status == 64)
    #expect(again.errors.contains("there is a claim \"Alpha\" already"))
    let list = ["claim", "list", "--format", "json"]
    let before = try await fixture.run(list).output
    #expect(before.contains("so far"))
    #expect(try await fixture.run("lake", "reindex").status == 0)
    #expect(try await fixture.run(list).output == before)
    #expect(try await fixture.run("lake", "check").status == 0)
    let removed = try await fixture.run("claim", "remove", "Alpha")
    #expect(removed.status == 0 && removed.errors == "removed the claim \"Alpha\"\n")
    for _ in 1...2 {
      #expect(try await fixture.run(list).output == "[]\n")
      #expect(try await fixture.run("claim", "show", "Alpha").status == 14)
      #expect(try await fixture.run("claim", "check", "Alpha").status == 14)
      #expect(try await fixture.run("lake", "reindex").status == 0)
    }
    _ = try await check(fixture, now: "2026-05-10T12:00:00Z", status: 0)
    #expect(try await fixture.run("claim", "remove", "Alpha").status == 14)
    #expect(try await fixture.run(add, now: "2026-05-10T13:00:00Z").status == 0)
  }

  @Test func aNameIsAnyTextThatIsNotTooLong() async throws {
    let fixture = try await fixture()
    let names = [
      "'; DROP TABLE decision; --", "\u{1B}[31mred\u{7}", "../../etc/passwd", "🎬 \u{202E}", "a\nb",
      String(repeating: "x", count: 200),
    ]
    for name in names {
      let added = try await fixture.run("claim", "add", name, "chart", "test", "--day", "2026-05-01")
      #expect(added.status == 0, "\(added)")
      let shown = try await fixture.run("claim", "show", name, "--format", "json")
      #expect(try JSONReader.read(Array(shown.output.utf8))["claim"] == .string(name))
    }
    #expect(try await check(fixture, now: "2026-05-10T12:00:00Z", status: 0).count == names.count)
    for words in [["claim", "list"], ["claim", "check"], ["claim", "show", names[1]]] {
      let output = try await fixture.run(words).output
      #expect(!output.isEmpty && !output.contains("\u{1B}") && !output.contains("\u{202E}"))
    }
    for name in ["", "  ", String(repeating: "x", count: 201)] {
      #expect(
        try await fixture.run("claim", "add", name, "chart", "test", "--day", "2026-05-01").status == 64)
    }
    #expect(try await fixture.run("trace", "test", "2026-05-01").status == 0)
  }

  @Test func aQuestionThatIsNoneAnyLongerStopsNoOther() async throws {
    let fixture = try await fixture()
    try await fixture.withLake(at: Instant(afterTwoDays)!) { lake in
      _ = try await lake.addClaim(
        "An old one", about: fixture.chart, Claim.Content(question: ["chrat", "test"], answer: [:]), note: nil
      )
    }
    #expect(
      try await fixture.run("claim", "add", "Beta", "history", "test", "beta", now: "2026-05-03T13:00:00Z")
        .status == 0)
    let found = try await check(fixture, now: "2026-05-04T12:00:00Z", status: 16)
    #expect(found.map { $0["holds"] } == [JSONValue.null, true])
    #expect(found.first?["reason"]?.string?.hasPrefix("the question cannot be asked: ") == true)
  }

  @Test func onlyQuestionsWhoseWordsSayAllAreKept() async throws {
    let fixture = try await fixture()
    for words in [
      ["chart", "test", "--format", "json"], ["chart", "test", "--lake", "other"], ["run", "test"],
      ["status"],
      ["nonsense"], ["sql", "-"], ["sql", "--tables"], ["sql", "--file", "x.sql"], ["claim", "check"], [],
    ] {
      let result = try await fixture.run(["claim", "add", "name"] + words)
      #expect(result.status == 64, "\(words): \(result)")
    }
    for words in [
      ["chart", "tset"], ["chart", "test", "--day", "2026-05-09"], ["history", "test", "omega"],
    ] {
      #expect(try await fixture.run(["claim", "add", "name"] + words).status == 14, "\(words)")
    }
    #expect(try await fixture.run("claim", "list").output == "there is no claim\n")
  }

  @Test func aQuestionIsPinnedUnlessItSaysWhatCounts() throws {
    let newest = (capturedAt: Instant("2026-05-02T03:30:00Z")!, day: Day("2026-05-02")!)
    let pin = ["--captured-by", "2026-05-02T03:30:00.000000Z"]
    for (words, isPinned) in [
      (["chart", "test"], true), (["chart", "test", "--day", "2026-05-01"], false),
      (["chart", "test", "--day", "2026-05-01", "--or-before"], true),
      (["chart", "test", "--tag", "x"], false),
      (["history", "test", "--", "-x"], true), (["history", "test", "x", "--as-of", "2026-05-01"], false),
      (["when", "test", "rank = 1", "--captured-by", "2026-05-01"], false), (["sql", "SELECT 1"], true),
      (["events", "test", "--to", "2026-05-02"], false), (["events", "test", "--to", "2026-05-03"], true),
      (["movers", "test", "--to", "2026-05-02"], false), (["movers", "test", "--to", "2026-05-31"], true),
      (["records", "test", "--to", "2026-05-02"], false), (["records", "test", "--to", "2026-12-31"], true),
      (["records", "test", "--on", "2026-05-02"], false), (["summary", "test", "2026"], true),
    ] {
      let pinned = try ClaimQuestion(words).pinned(by: newest).words
      #expect(pinned == (isPinned ? words.prefix(1) + pin + words.dropFirst() : words[...]).map { $0 })
    }
  }

  @Test func daysToComeDoNotChangeAnAnswer() async throws {
    let fixture = try await fixture()
    for words in [["events", "test"], ["movers", "test"], ["records", "test"]] {
      let added = try await fixture.run(
        ["claim", "add", words[0]] + words + ["--to", "2026-05-31"], now: afterTwoDays)
      #expect(added.status == 0, "\(added)")
    }
    try await fixture.record([("2026-05-04", .published, ["Gamma", "Beta"])])
    _ = try await check(fixture, now: "2026-05-04T12:00:00Z", status: 0)
  }

  @Test func aStatementIsPinnedAndMayNotSaySomethingElseAnotherTime() async throws {
    let fixture = try await fixture()
    let leader = "SELECT id FROM entries WHERE day = '2026-05-02' AND rank = 1"
    for (name, sql) in [("Leader", leader), ("Days", "SELECT count(*) AS n FROM days")] {
      let added = try await fixture.run("claim", "add", name, "sql", sql, now: afterTwoDays)
      #expect(added.status == 0, "\(added)")
    }
    for sql in ["SELECT date('now')", "SELECT random()", "SELECT rank FROM main.entries"] {
      let refused = try await fixture.run("claim", "add", "Now", "sql", sql, now: afterTwoDays)
      #expect(refused.status == 64, "\(refused)")
    }
    try await fixture.record([("2026-05-04", .published, ["Alpha"])])
    _ = try await check(fixture, now: "2026-05-04T12:00:00Z", status: 0)
    try await correct(
      fixture, "2026-05-02", at: "2026-05-05T09:00:00Z", capturedAt: "2026-05-02T03:30:00Z",
      ["Gamma", "Beta"])
    _ = try await check(fixture, "Days", now: "2026-05-06T12:00:00Z", status: 0)
    let found = try await check(fixture, "Leader", now: "2026-05-06T12:00:00Z", status: 16)
    #expect(found.first?["changes"] == [["path": "/0/id", "before": "tt-beta", "after": "tt-gamma"]])
    #expect(found.first?["since"]?["recorded_at"] == "2026-05-05T09:00:00.000000Z")
  }
}

extension ProgramFixture {
  /// Does `work` on the lake, opened for writing at `now`.
  fileprivate func withLake(at now: Instant, _ work: (Lake) async throws -> Void) async throws {
    let lake = try await Lake.open(
      LakePlace(folder: self.lake), for: .lake, options: Lake.Options(command: "test", clock: { now }))
    do { try await work(lake) } catch {
      await lake.close()
      throw error
    }
    await lake.close()
  }
}
