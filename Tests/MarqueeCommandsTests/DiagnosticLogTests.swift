import JSON
import Logging
import Presentation
import RankingModel
import Synchronization
import Testing

@testable import MarqueeCommands

/// Log messages in both of their forms, and the messages of a run.
@Suite struct DiagnosticLogTests {
  private final class Written: Sendable {
    let bytes = Mutex<[UInt8]>([])
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  /// The text that `tell` logs about a run, a quarter of a second after noon.
  private func told(_ format: LogFormat, _ tell: (Logger) -> Void) -> String {
    let written = Written()
    let log = DiagnosticLog(
      errors: StandardOutput { bytes in written.bytes.withLock { $0 += bytes } }, format: format,
      clock: { Instant("2026-05-07T12:00:00.25Z")! },
      metadataProvider: Logger.MetadataProvider { ["run": "r1", "chart": "test", "day": "2026-05-07"] })
    var logger = Logger(label: "test") { _ in log }
    logger.logLevel = .debug
    tell(logger)
    return written.text
  }

  private func tellStep(_ logger: Logger) {
    logger.info(
      "step done",
      metadata: [
        "step": "extract", "duration": .stringConvertible(Duration.milliseconds(120)),
        "bytes": .stringConvertible(512),
      ])
  }

  @Test func aMessageInTextHasItsTimeItsLevelAndItsValues() {
    #expect(
      told(.text, tellStep)
        == "2026-05-07T12:00:00Z info step done run=r1 chart=test day=2026-05-07 step=extract duration=0.120 bytes=512\n"
    )
  }

  @Test func aMessageInJSONIsOneCanonicalObjectWithNumbersAsNumbers() {
    #expect(
      told(.json, tellStep)
        == #"{"bytes":512,"chart":"test","day":"2026-05-07","duration":0.12,"level":"info","message":"step done","#
        + #""run":"r1","step":"extract","time":"2026-05-07T12:00:00.250000Z"}"# + "\n")
  }

  @Test func valuesAreSafeToShowAndCannotPassForOthers() {
    func tell(_ logger: Logger) {
      logger.debug(
        "request failed",
        metadata: ["error": "a b\u{1B}[31m\"=\n", "url": "x\u{202E}y", "time": "never", "empty": ""])
    }
    #expect(
      told(.text, tell)
        == #"2026-05-07T12:00:00Z debug request failed run=r1 chart=test day=2026-05-07 empty="" "#
        + #"error="a b\u{241B}[31m\"=\u{240A}" time=never url=x\u{202e}y"#
        .replacing(#"\u{241B}"#, with: "\u{241B}").replacing(#"\u{240A}"#, with: "\u{240A}") + "\n")
    #expect(
      told(.json, tell)
        == #"{"chart":"test","day":"2026-05-07","empty":"","error":"a b\u001b[31m\"=\n","level":"debug","#
        + #""message":"request failed","run":"r1","time":"2026-05-07T12:00:00.250000Z","url":"x\u202ey"}"#
        + "\n")
  }

  private func fixture() throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    return fixture
  }

  @Test func aGoodRunTellsEachStepAndEachRequest() async throws {
    let run = try await fixture().run(
      "run", "test", "--day", "2026-05-01", "--verbose", "--log-format", "json")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try run.errors.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    #expect(
      lines.map { $0["message"]?.string } == [
        "file read", "step done", "step done", "step done", "step done", "run done", "note",
      ])
    #expect(
      lines.map { $0["step"]?.string } == ["extract", "extract", "transform", "check", "load", nil, nil])
    #expect(
      lines.map { $0["level"]?.string } == ["debug", "info", "info", "info", "info", "info", "notice"])
    for line in lines { #expect(line["time"] == "2026-05-10T12:00:00.000000Z") }
    for line in lines.dropLast() {
      #expect(line["chart"] == "test")
      #expect(line["day"] == "2026-05-01")
      #expect(line["run"]?.string?.hasPrefix("20260510T120000-") == true)
    }
    #expect(lines[2]["rows"] == 3 && lines[2]["entries"] == 3)
    #expect(lines[5]["outcome"] == "published")
    #expect(lines[6]["words"] == "test 2026-05-01: published, 3 rows read")
  }

  @Test func withoutVerboseOnlyWhatPeopleAreToldIsThere() async throws {
    let fixture = try fixture()
    let words = ["run", "test", "--day", "2026-05-01"]
    #expect(try await fixture.run(words).errors == "test 2026-05-01: published, 3 rows read\n")
    #expect(
      try await fixture.run(words + ["--log-format", "json"]).errors
        == #"{"level":"notice","message":"note","time":"2026-05-10T12:00:00.000000Z","#
        + #""words":"test 2026-05-01: published, unchanged, 3 rows read"}"# + "\n")
    #expect(try await fixture.run(words + ["--log-format", "json", "--quiet"]).errors == "")
    #expect(try await fixture.run(words + ["--log-format", "xml"]).status == 64)
  }
}
