public import RankingModel

/// A job file as values: everything that varies between charts.
public struct JobDefinition: Sendable, Hashable {
  /// The chart that the job fills.
  public var chart: ChartName
  /// The chart's title for people.
  public var title: String
  /// What items are called in messages.
  public var item = ItemNoun.item
  /// How often the chart has a list.
  public var cadence = Cadence.daily
  /// The number fields that history keeps for every entry; the first is shown in tables.
  public var measures: [String] = []
  /// Alternative ids of items: each leads to the id of its item.
  public var sameAs: [ItemID: ItemID] = [:]
  /// The epochs in order. Each begins on the day from which on the list is made in another way.
  public var epochs: [Epoch] = []
  /// The description of the chart as a dataset, such as its licence.
  public var dataset: Dataset?
  /// When the job is due.
  public var schedule = Schedule()
  /// Where the list comes from.
  public var extract: Extraction
  /// How rows become entries.
  public var transform: Transformation
  /// How entries are enriched; `nil` if they are not.
  public var enrich: Enrichment?
  /// What is checked before publishing.
  public var check = Checks()
  /// The channels that are told about the chart.
  public var notify: [NoticeChannel] = []
  /// The archives of past days, in the order in which they are tried; empty if `extract` alone serves them.
  public var archives: [Archive] = []
  /// What is done if several archives have the same day.
  public var agreement = Agreement.first
  /// What is done if the lists of archives differ.
  public var onConflict = ConflictRule.quarantine
  /// The folder of the job file; relative `file:` URLs start here.
  public var folder: String
  /// The bytes of the job file. The lake keeps them with everything that the job stores.
  public var source: [UInt8]
  /// The id of the object in which the lake keeps the job file.
  public var digest: ObjectID { ObjectID(of: source) }
  /// The chart settings that the lake keeps.
  package var settings: ChartSettings {
    var settings = ChartSettings(
      chart: chart, title: title, item: item, measures: measures, cadence: cadence, job: digest)
    settings.sameAs = sameAs
    settings.idRule = transform.fields.contains { !$0.parts.isEmpty } ? ComposedID.rule : nil
    settings.epochs = epochs
    settings.dataset = dataset
    return settings
  }
}

extension JobDefinition {
  /// Whether a run for today asks servers and does not only read files.
  public var asksTheWeb: Bool {
    extract.source.isWeb || enrich.map { URLTemplate($0.url).scheme != "file" } ?? false
  }

  /// The places that may have past days, in the order in which they are asked.
  public var pastArchives: [Archive] {
    let own = Archive.dated(extract.source, dates: nil)
    return archives + (extract.source.namesDay && !archives.contains { $0.name == own.name } ? [own] : [])
  }

  /// The same job without enrichment. Fields that only enrichment adds are no longer required.
  package var withoutEnrichment: JobDefinition {
    var job = self
    job.enrich = nil
    let own = Set(transform.fields.map(\.name) + ["rank"])
    job.check.required?.value.removeAll { !own.contains($0) }
    return job
  }

  /// The day of the newest list at `instant`: today; for a weekly or monthly chart, the last day on which a list was due.
  public func currentDay(at instant: Instant) -> Day { cadence.lastDue(by: schedule.day(at: instant)) }

  /// Whether the newest list at `instant` may be the list of `day`.
  package func isCurrent(_ day: Day, at instant: Instant) -> Bool {
    (currentDay(at: instant)...schedule.day(at: instant)).contains(day)
  }
}
