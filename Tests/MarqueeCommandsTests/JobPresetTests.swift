import Jobs
import Testing

/// `marquee job preset`.
@Suite struct JobPresetTests {
  @Test func aPresetIsPrintedAsAJobFileHasIt() async throws {
    let fixture = try ProgramFixture()
    let printed = try await fixture.run("job", "preset", "omdb", "--format", "table")
    #expect(printed.status == 0)
    #expect(printed.output == Presets.text(of: "omdb"))
    let listed = try await fixture.run("job", "preset", "--format", "csv")
    #expect(listed.output.hasPrefix("preset,about\n") || listed.output.hasPrefix("preset,about\r\n"))
    #expect(listed.output.contains("Films, series and episodes by their IMDb id"))
  }

  @Test func anUnknownPresetIsRefused() async throws {
    let refused = try await ProgramFixture().run("job", "preset", "omdbb")
    #expect(refused.status == 64)
    #expect(refused.errors.contains("there is no preset \"omdbb\""))
    #expect(refused.errors.contains("did you mean \"omdb\"?"))
  }
}
