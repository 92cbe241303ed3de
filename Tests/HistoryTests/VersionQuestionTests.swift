import History
import LakeStore
import RankingModel
import Testing

@Suite struct VersionQuestionTests {
  @Test func aVersionIsReadByteForByte() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try await VersionQuestion(chart: fixture.chart, day: Day("2026-05-01")).answer(
      from: fixture.reader)
    #expect(
      String(decoding: answer.bytes, as: UTF8.self) == """
        [
        {"id":"ttA","rank":1,"title":"Film A"},
        {"id":"ttB","rank":2,"title":"Film B"},
        {"id":"ttC","rank":3,"title":"Film C"}
        ]

        """)
    #expect(ObjectID(of: answer.bytes) == answer.snapshot.version)
  }

  @Test func aVersionThatIsNotPublishedIsReadByItsName() async throws {
    let fixture = try await ChartFixture.sixDays()
    let name = ObjectID(of: VersionDocument.bytes(items("X"))).short
    let question = VersionQuestion(chart: fixture.chart)
    #expect(try await question.answer(named: name, from: fixture.reader).snapshot.state == .quarantined)
    let failure = try await #require(throws: Failure.self) {
      try await question.answer(named: "", from: fixture.reader)
    }
    #expect(failure.message.hasSuffix("versions of test have names that start with "))
    await #expect(throws: Failure.self) { try await question.answer(named: "zz", from: fixture.reader) }
  }

  @Test func theListNamesWhatIsSuperseded() async throws {
    let fixture = try await ChartFixture.sixDays()
    let rows = try VersionList(chart: fixture.chart).answer(from: fixture.reader)
    #expect(
      rows.map { "\($0.day) \($0.state.rawValue) \($0.isSuperseded)" } == [
        "2026-05-01 published false", "2026-05-02 published false", "2026-05-03 missing false",
        "2026-05-04 published false", "2026-05-05 quarantined false", "2026-05-06 published true",
        "2026-05-06 published false",
      ])
    let day = try VersionList(chart: fixture.chart, day: Day("2026-05-03")).answer(from: fixture.reader)
    #expect(day.map(\.state) == [.missing])
    #expect(throws: Failure.self) {
      try VersionList(chart: fixture.chart, day: Day("2026-06-01")).answer(from: fixture.reader)
    }
  }

  @Test func aLaterQuarantineDoesNotSupersedeThePublishedList() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A"))
    try await fixture.record("2026-05-01", items("X"), state: .quarantined, recorded: "2026-05-03")
    let rows = try VersionList(chart: fixture.chart).answer(from: fixture.reader)
    #expect(rows.map(\.isSuperseded) == [false, true])
  }
}
