import ArgumentParser

/// `marquee tag`.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give a snapshot a name, which keeps it from being forgotten.",
    discussion: """
      `chart --tag` and `snapshot show` and `cat` with --id take a tag:
        marquee tag add as-printed imdb-top10 2026-05-01
        marquee chart imdb-top10 --tag as-printed
        marquee snapshot cat imdb-top10 --id as-printed
      """,
    subcommands: [TagAdd.self, TagList.self, TagRemove.self], defaultSubcommand: TagList.self)
}
