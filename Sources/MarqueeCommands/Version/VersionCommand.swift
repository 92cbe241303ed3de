import ArgumentParser

/// `marquee version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "List a chart's versions, and write one as the lake holds it.",
    discussion:
      "A later run, a replay or a decision adds a newer version of a day; the old ones stay readable.",
    subcommands: [VersionShow.self, VersionListing.self])
}
