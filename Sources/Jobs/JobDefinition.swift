public import RankingModel

/// A job file as values: everything that varies between charts.
public struct JobDefinition: Sendable, Hashable {
  /// The chart that the job fills.
  public var chart: ChartName
  /// The chart's name for people.
  public var title: String
  /// What its items are called in messages.
  public var item = ItemNoun.item
  /// How often the chart has a list.
  public var cadence = Cadence.daily
  /// The number fields that history keeps for every entry; the first is shown in tables.
  public var measures: [String] = []
  /// Other ids of items: from such an id to the id of its item.
  public var sameAs: [ItemID: ItemID] = [:]
  /// The days from which on the list is made another way, in order.
  public var epochs: [Epoch] = []
  /// What is said of the chart as a set of data.
  public var dataset: Dataset?
  /// When the job is due.
  public var schedule = Schedule()
  /// Where the list comes from.
  public var extract: Extraction
  /// How rows become entries.
  public var transform: Transformation
  /// How entries are enriched; `nil` where they are not.
  public var enrich: Enrichment?
  /// What is checked before publishing.
  public var check = Checks()
  /// Who is told what becomes of the chart.
  public var notify: [NoticeChannel] = []
  /// Where past days are, tried in order; empty where `extract` serves them.
  public var archives: [Archive] = []
  /// What is done where several of these have a day.
  public var agreement = Agreement.first
  /// What becomes of lists of theirs that differ.
  public var onConflict = ConflictRule.quarantine
  /// The folder of the job file; relative `file:` URLs start here.
  public var folder: String
  /// The bytes of the job file. The lake keeps them with what was made by them.
  public var source: [UInt8]
  /// The name of the object that the lake keeps of the job file.
  public var digest: ObjectID { ObjectID(of: source) }
  /// What the lake keeps of the chart.
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
  /// Whether a run of today asks servers, and not only files.
  public var asksTheWeb: Bool {
    extract.source.isWeb || enrich.map { URLTemplate($0.url).scheme != "file" } ?? false
  }

  /// Where past days may be found, in the order in which the places are asked.
  public var pastArchives: [Archive] {
    let own = Archive.dated(extract.source, dates: nil)
    return archives + (extract.source.namesDay && !archives.contains { $0.name == own.name } ? [own] : [])
  }

  /// The same job, with nothing asked about items: fields that only enrichment brings are not required.
  package var withoutEnrichment: JobDefinition {
    var job = self
    job.enrich = nil
    let own = Set(transform.fields.map(\.name) + ["rank"])
    job.check.required?.value.removeAll { !own.contains($0) }
    return job
  }

  /// The day of the list that is the newest one at `instant`: today, or of a weekly or monthly chart the last day on which a
  /// list was due.
  public func currentDay(at instant: Instant) -> Day { cadence.lastDue(by: schedule.day(at: instant)) }

  /// Whether the newest list at `instant` may be the one of `day`.
  package func isCurrent(_ day: Day, at instant: Instant) -> Bool {
    (currentDay(at: instant)...schedule.day(at: instant)).contains(day)
  }
}
