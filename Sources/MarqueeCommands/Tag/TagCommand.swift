import ArgumentParser
import History
import LakeStore
import Presentation
import RankingModel

/// `marquee tag`.
struct TagCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give a snapshot a name, which keeps it from being forgotten.",
    discussion: """
      A tag stands for its snapshot wherever a version is asked for:
        marquee tag add as-printed imdb-top10 2026-05-01
        marquee chart imdb-top10 --tag as-printed
        marquee version show imdb-top10 --id as-printed
      """,
    subcommands: [TagAdd.self, TagList.self, TagRemove.self], defaultSubcommand: TagList.self)
}

/// `marquee tag add`.
struct TagAdd: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Name the snapshot that stands for a day.")

  @Argument(help: "The tag's name: small letters, digits, hyphens.")
  var name: TagName

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day, as YYYY-MM-DD.")
  var day: Day

  @Option(
    help: ArgumentHelp(
      "The snapshot that stood for the day then (ISO 8601; a date means its start, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let tag = try await WorkSession.with(options) { session in
      // A name belongs to the whole lake.
      try await session.lake.indexWhatIsLate()
      let days = try ChartDays(of: chart, cutoff: Cutoff(asOf: asOf), from: session.lake.reader)
      guard let snapshot = days.known(day)?.standing else {
        throw Failure(
          .noData, "\(chart) has no snapshot on \(day)", remedy: .showSnapshots(of: chart))
      }
      return try await session.lake.addTag(name, to: snapshot)
    }
    return Answer(.tags([tag]))
  }
}

/// `marquee tag list`.
struct TagList: AnsweringCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tags.")

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    Answer(.tags(try await options.openReader().tags()))
  }
}

/// `marquee tag remove`.
struct TagRemove: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take a name away; its snapshot stays.")

  @Argument(help: "The tag's name.")
  var name: TagName

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let tag = try await WorkSession.with(options) { session in
      try await session.lake.indexWhatIsLate()
      return try await session.lake.removeTag(name)
    }
    return Answer(.tags([tag]))
  }
}

extension Document {
  /// Tags, one row each.
  fileprivate static func tags(_ tags: [Tag]) -> Document {
    let table = Table(
      tags,
      ItemColumn("tag") { Cell($0.name.description) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("recorded_at", title: "recorded at") { .instant($0.recordedAt) },
      ItemColumn("version") { Cell(JSONValue($0.version?.description), shown: $0.version?.short) },
      ItemColumn("tagged_at", title: "tagged at") { .instant($0.taggedAt) })
    return Document(table, empty: "there is no tag")
  }
}
