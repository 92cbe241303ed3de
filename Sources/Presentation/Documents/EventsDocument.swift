public import History
import JSON
import RankingModel

extension EventsAnswer {
  /// The events as rows. For people, the events of a day are grouped.
  public var document: Document {
    let records = Table(events, and: [ItemColumn("id") { Cell($0.id) }] + ChartEvent.columns)
    let json: JSONValue = [
      "chart": .string(chart.description), "requested_from": JSONValue(requestedFrom?.description),
      "requested_to": JSONValue(requestedTo?.description),
      "from": JSONValue(coverage.days?.from.description), "to": JSONValue(coverage.days?.to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due),
      "events": .array(records.rows.map(records.object(of:))), "more": JSONValue(more),
    ]
    let range = coverage.days.map { ", \($0)" } ?? ""
    return Document(
      json: json, records: records,
      page: [.heading("events on \(chart)\(range)")] + [
        .table(people.counting("event", more: more)), .text(coverage.sentence(cadence.unit)),
      ], more: more, notes: coverage.notes(cadence.unit))
  }

  private var people: Table {
    // The day is shown only before the first of its events.
    let rows = events.enumerated().map { (index, event) in
      (event: event, isFirst: index == 0 || events[index - 1].day != event.day)
    }
    return Table(
      rows,
      ItemColumn("day") { Cell(.string($0.event.day.description), shown: $0.isFirst ? nil : "") },
      and: ChartEvent.people.map { $0.of { $0.event } })
  }
}

extension FeedAnswer {
  /// The rows of the feed, each with its event.
  public var document: Document {
    let records = Table(
      rows,
      ItemColumn("id") { Cell($0.id) },
      ItemColumn("known_at") { Cell($0.knownAt.description) },
      ItemColumn("withdraws") { Cell(.bool($0.withdraws)) },
      ItemColumn("event") { Cell($0.eventID) },
      and: ChartEvent.columns.map { $0.of { $0.event } })
    let json: JSONValue = [
      "chart": .string(chart.description), "after": JSONValue(after),
      "rows": .array(records.rows.map(records.object(of:))), "more": JSONValue(more),
    ]
    let people = Table(
      rows,
      ItemColumn("known_at", title: "known at") { .instant($0.knownAt) },
      ItemColumn("withdraws", title: "") {
        Cell(.bool($0.withdraws), shown: $0.withdraws ? "withdrawn" : "", tone: .bad)
      },
      ItemColumn("day") { Cell($0.event.day.description) },
      and: ChartEvent.people.map { $0.of { $0.event } })
    let last: [Document.Block] = rows.last.map { [.text("the last is \($0.id)")] } ?? []
    return Document(
      json: json, records: records,
      page: [.heading("events on \(chart), as they became known")] + [
        .table(people.counting("row", more: more))
      ] + last, more: more)
  }
}

extension ChartEvent {
  /// The columns of an event for programs, except its id. They include the chart, so that rows of several charts can be
  /// concatenated.
  fileprivate static var columns: [ItemColumn<ChartEvent>] {
    [
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("previous_day") { Cell($0.previousDay?.description) },
      ItemColumn("kind") { Cell($0.kind.rawValue) },
      ItemColumn("item") { Cell($0.item.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("rank") { Cell($0.rank) },
      ItemColumn("previous_rank") { Cell($0.previousRank) },
      ItemColumn("previous_title") { Cell($0.previousTitle) },
      ItemColumn("record") { Cell($0.record?.name) },
      ItemColumn("value") { Cell($0.record?.value) },
      ItemColumn("previous_value") { Cell($0.record?.previousValue) },
    ]
  }

  /// The columns of an event for people, except its day.
  fileprivate static var people: [ItemColumn<ChartEvent>] {
    [
      ItemColumn("kind") { Cell($0.kind.rawValue, tone: $0.tone) },
      ItemColumn("rank", title: "#", alignment: .right) { Cell($0.rank) },
      ItemColumn("previous_rank", title: "was", alignment: .right) { Cell($0.previousRank) },
      ItemColumn("title", isFlexible: true) { event in
        Cell(.string(event.title), shown: event.remark.map { "\(event.title), \($0)" })
      },
      ItemColumn("item", title: "id") { Cell($0.item.description, tone: .faint) },
    ]
  }

  /// A remark that people read after the title of an event.
  private var remark: String? {
    if let previousTitle { return "before: \(previousTitle)" }
    return record.map { record in
      let before = record.previousValue.map { $0 == record.value ? ", tied" : ", before: \($0)" } ?? ""
      return "\(record.name): \(record.value)\(before)"
    }
  }

  private var tone: Cell.Tone {
    switch kind {
    case .enter, .return: .notice
    case .leave: .bad
    case .move: rank ?? 0 < previousRank ?? 0 ? .good : .bad
    case .numberOne, .record: .good
    case .retitle: .faint
    }
  }
}
