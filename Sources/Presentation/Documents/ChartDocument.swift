public import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The chart as rows with their movement. In JSON each row has all fields of its entry.
  ///
  /// - Parameters:
  ///   - columns: the columns of all forms except JSON, out of `columnNames`; `nil` for the usual ones.
  ///   - isASCII: whether to draw ranks with ASCII characters only.
  public func document(columns: [String]? = nil, isASCII: Bool = false) -> Document {
    let usual = usualNames + ChartAnswer.pastOfRows + trendNames
    let records = Table(entries, and: (columns ?? usual).map { column($0, isASCII: isASCII) })
    let table = columns == nil ? people(isASCII: isASCII) : records
    let json: JSONValue = [
      "chart": .string(chart.description), "requested_day": JSONValue(requested?.description),
      "day": .string(day.description), "state": .string(state.rawValue),
      "version": JSONValue(version?.description), "captured_at": .string(capturedAt.description),
      "recorded_at": .string(recordedAt.description),
      "evidence": evidence?.json ?? .null,
      "previous_day": JSONValue(previousDay?.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due), "epoch": epoch.json,
      "entries": .array(jsonRows), "more": JSONValue(more),
    ]
    return Document(
      json: json, records: records,
      page: [
        .heading(heading), .table(table.counting(noun, more: more)), .text(footer),
      ] + coverage.sentences(cadence.unit, epoch), more: more,
      notes: day.notes(for: requested) + coverage.notes(cadence.unit, epoch))
  }

  private var jsonRows: [JSONValue] {
    // `chart` and `day` are members of the answer and not of the rows, so an entry may have fields of these names.
    let names =
      usualNames.dropFirst(2) + ChartColumns.past + (isEnriched ? [ChartColumns.enrichedAt] : []) + trendNames
    let usual = Table(entries, and: names.map { column($0) })
    return zip(usual.rows, entries).map { row, entry in
      let others = entry.entry.fields.filter { !names.contains($0.key) }
      return .object((usual.object(of: row).members ?? []) + others)
    }
  }

  /// The columns about the past that rows have by default.
  private static let pastOfRows = ["days_on_chart", "peak_so_far", "debut"]

  private static let numbers: Set = [
    "rank", "previous_rank", "change", "days_on_chart", "days_on_chart_at_most", "peak_so_far",
  ]
  private static let texts: Set = ["chart", "day", "id", "status", "peak_day", "debut", "enriched_at"]

  private func column(
    _ name: String, title: String? = nil, isASCII: Bool = false
  ) -> ItemColumn<ChartEntry> {
    let title = title ?? name
    if name == ChartColumns.trend, trend != nil {
      // A trend of which days are cut off would show others.
      return ItemColumn(name, title: title, least: .max, priority: .high) {
        trendCell(of: $0.id, isASCII: isASCII)
      }
    }
    let isNumber =
      ChartAnswer.numbers.contains(name)
      || !ChartAnswer.texts.contains(name) && name != "title"
        && entries.allSatisfy { $0.entry[name].map { $0.number != nil } ?? true }
    return ItemColumn(
      name, title: title, alignment: isNumber ? .right : .left,
      isFlexible: !isNumber && !ChartAnswer.texts.contains(name)
    ) { Cell(value(name, of: $0)) }
  }

  private var heading: String {
    "\(chart) on \(day)\(day.instead(of: requested))" + (state == .published ? "" : " (\(state.rawValue))")
  }

  private var footer: String {
    let movement = previousDay.map { "movement since \($0)" } ?? "the first published day"
    let rows = matching < total ? "\(matching) of \(noun.counted(total)) match" : nil
    return [rows, movement, evidence?.words, enrichedWords].compactMap(\.self).joined(separator: "; ")
  }

  /// When the items were enriched, if that is more than a day from the day of the chart.
  private var enrichedWords: String? {
    let instants = entries.compactMap(\.enrichedAt)
    guard let first = instants.min()?.day, let last = instants.max()?.day,
      max(day.number - first.number, last.number - day.number) > 1
    else { return nil }
    return first == last ? "enriched on \(first)" : "enriched between \(first) and \(last)"
  }

  private func people(isASCII: Bool) -> Table {
    let id = ItemColumn<ChartEntry>("id") { Cell($0.id.description, tone: .faint) }
    return Table(
      entries,
      ItemColumn("rank", title: "#", alignment: .right) { Cell($0.rank) },
      ItemColumn("movement", title: "") { $0.movement },
      column("title"),
      and: measures.prefix(1).map { column($0) } + [
        column("days_on_chart", title: "\(cadence.unit)s"), column("peak_so_far", title: "peak so far"), id,
      ] + trendNames.map { column($0, isASCII: isASCII) })
  }
}

extension Evidence {
  fileprivate var json: JSONValue {
    ["state": .string(state.rawValue), "archives": .array(archives.map { .string($0) })]
  }

  /// The result of comparing archives, in words for people; `nil` if nothing was compared.
  fileprivate var words: String? {
    let names = archives.joined(separator: " and ")
    return switch state {
    case .agreed: "\(names) agree"
    case .inConflict: "\(names) differ, captured within an hour"
    case .alone: nil
    }
  }
}

extension ChartEntry {
  /// `▲2`, `▼1`, `=`, `NEW` or `RE`.
  var movement: Cell {
    let value = JSONValue(change)
    return switch status {
    case .new: Cell(value, shown: "NEW", tone: .notice)
    case .return: Cell(value, shown: "RE", tone: .notice)
    case .up: Cell(value, shown: "▲\(change ?? 0)", tone: .good)
    case .down: Cell(value, shown: "▼\(-(change ?? 0))", tone: .bad)
    case .same: Cell(value, shown: "=", tone: .faint)
    }
  }
}
