public import History
import JSON
import RankingModel

extension HistoryAnswer {
  /// The item's history: every observation for programs, stretches of one rank for people.
  public var document: Document {
    let places = Table(
      observations,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("rank") { Cell($0.rank) },
      and: measures.map { name in ItemColumn(name) { Cell($0.measure(name)) } })
    // Rows name the chart and the item, so that rows of several items can be concatenated.
    let records = Table(
      columns: [Column("chart"), Column("id")] + places.columns,
      rows: places.rows.map { [Cell(chart.description), Cell(id.description)] + $0 })
    let json: JSONValue = [
      "chart": .string(chart.description), "id": .string(id.description), "title": .string(title),
      "aliases": .array(aliases.map { .string($0) }), "epoch": epoch.json, "epoch_end": nextEpoch.jsonOfEnd,
      "debut": place(debut), "last": place(last),
      "peak_ever": [
        "rank": JSONValue(peakEver.rank), "day": .string(peakEver.day.description),
        "days": JSONValue(peakEver.days),
      ],
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due),
      "days": JSONValue(days), "days_at_most": JSONValue(coverage.atMost(days)),
      "days_at_number_one": JSONValue(daysAtNumberOne),
      "days_at_number_one_at_most": JSONValue(coverage.atMost(daysAtNumberOne)),
      "returns": JSONValue(returns), "returns_at_most": JSONValue(coverage.atMost(returns)),
      "longest_streak": json(longestStreak), "longest_stay": json(longestStay),
      "observations": .array(places.rows.map(places.object(of:))),
    ]
    return Document(
      json: json, records: records,
      page: [
        .heading("\(title) (\(id)) on \(chart)"), .facts(facts),
        .table(stretches.counting(ItemNoun(one: "stretch", many: "stretches"))),
      ] + coverage.sentences(unit, epoch, before: nextEpoch),
      notes: coverage.notes(unit, epoch, before: nextEpoch))
  }

  private func json(_ series: Series) -> JSONValue {
    [
      "from": .string(series.from.description), "to": .string(series.to.description),
      "days": JSONValue(series.days), "days_at_least": JSONValue(boundsOfSeries?.lowerBound),
      "days_at_most": JSONValue(boundsOfSeries?.upperBound),
    ]
  }

  private func words(_ series: Series) -> String {
    let bounds = boundsOfSeries.map { " (\($0.lowerBound) to \($0.upperBound))" } ?? ""
    return "\(counted(series.days, unit))\(bounds), \(series.from) to \(series.to)"
  }

  private func place(_ place: Place) -> JSONValue {
    ["day": .string(place.day.description), "rank": JSONValue(place.rank)]
  }

  /// The word for one period: day, week or month.
  private var unit: String { cadence.unit }

  private var facts: [Document.Fact] {
    var facts: [Document.Fact] = []
    if !aliases.isEmpty {
      facts.append(Document.Fact("also known as", Cell(aliases.joined(separator: ", "))))
    }
    return facts + [
      Document.Fact("debut", Cell("\(debut.day) at #\(debut.rank)")),
      Document.Fact("last", Cell("\(last.day) at #\(last.rank)")),
      Document.Fact(
        "peak ever", Cell("#\(peakEver.rank), first on \(peakEver.day), \(counted(peakEver.days, unit))")),
      Document.Fact(
        "\(unit)s", Cell("\(coverage.words(days, unit)), \(coverage.words(daysAtNumberOne)) of them at #1")),
      Document.Fact("returns", Cell(coverage.words(returns))),
      Document.Fact("longest streak", Cell(words(longestStreak))),
      Document.Fact("longest stay", Cell(words(longestStay))),
    ]
  }

  /// The observations, with consecutive periods on one rank merged into a stretch. A stretch shows the first measure on its last
  /// day.
  private var stretches: Table {
    var rows: [(from: Place, to: Place, days: Int)] = []
    for place in observations {
      if let last = rows.last, last.to.rank == place.rank, place.follows(last.to) {
        rows[rows.count - 1] = (last.from, place, last.days + 1)
      } else {
        rows.append((place, place, 1))
      }
    }
    return Table(
      rows,
      ItemColumn("from") { Cell($0.from.day.description) },
      ItemColumn("to") { Cell($0.to.day.description) },
      ItemColumn("rank", alignment: .right) { Cell($0.from.rank) },
      ItemColumn("\(unit)s", alignment: .right) { Cell($0.days) },
      and: measures.prefix(1).map { name in
        ItemColumn(name, alignment: .right) { Cell($0.to.measure(name)) }
      })
  }
}
