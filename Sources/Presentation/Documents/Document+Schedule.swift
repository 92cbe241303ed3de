import JSON
public import Operations
import RankingModel

extension Document {
  /// Jobs and maintenance tasks, and when they are due.
  public static func schedule(_ items: [ScheduledItem], jobs: String) -> Document {
    let table = Table(
      items,
      ItemColumn("name") { Cell($0.name) },
      ItemColumn("kind") { Cell($0.kind) },
      ItemColumn("every") { Cell($0.cadence.json, shown: $0.cadence.words) },
      ItemColumn("at") { Cell($0.time) },
      ItemColumn("time_zone", title: "zone") { Cell($0.timeZone) },
      ItemColumn("last_day", title: "last day") { Cell($0.last?.day.description) },
      ItemColumn("last_outcome", title: "outcome", isFlexible: true) { Cell($0.last?.outcome) },
      ItemColumn("last_at", title: "ended at") { .instant($0.last?.at) },
      ItemColumn("next") { Cell(.string($0.next.description), shown: $0.isDue ? "now" : $0.nextText) },
      ItemColumn("late") { Cell(.bool($0.isLate), tone: $0.isLate ? .bad : .plain) })
    return Document(table, empty: "nothing in \(jobs) has a schedule")
  }

  /// Files that are written or removed. A plan shows the whole text of each file; afterwards only the places are shown.
  public static func scheduleChanges(_ changes: [ScheduleChange], areDone: Bool) -> Document {
    let records = Table(
      changes,
      ItemColumn("action") { Cell($0.action.rawValue) },
      ItemColumn("place") { Cell($0.place) },
      ItemColumn("text") { Cell($0.text) })
    let page = changes.flatMap { change -> [Block] in
      if areDone { return [.text("\(change.action.done) \(change.place)")] }
      return [.heading("\(change.action.rawValue) \(change.place)")] + Block.lines(of: change.text)
    }
    var document = Document(records, empty: "there is nothing to remove")
    if !page.isEmpty { document.page = page }
    return document
  }
}

extension ScheduleChange.Action {
  fileprivate var done: String {
    switch self {
    case .write: "wrote"
    case .replace: "replaced"
    case .remove: "removed"
    }
  }
}

extension Cadence {
  /// The cadence in words: `day`, `week on saturday`, `month`.
  fileprivate var words: String {
    if case .weekly(let weekday) = self { "week on \(weekday.rawValue)" } else { unit }
  }
}
