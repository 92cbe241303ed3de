public import History
import JSON
import LakeStore
import RankingModel

extension Document {
  /// The steps that led to a day, beginning at the source.
  ///
  /// - Parameters:
  ///   - lake: the folder of the lake, or its place in a bucket, for the commands that show an object.
  ///   - isInBucket: whether a bucket holds the lake.
  public static func trace(_ trace: Trace, lake: String, isInBucket: Bool) -> Document {
    let steps = Table(
      trace.steps,
      ItemColumn("part") { Cell($0.part) },
      ItemColumn("name") { Cell(JSONValue($0.name), shown: $0.name.flatMap { ObjectID($0)?.short }) },
      ItemColumn("at") { .instant($0.at) },
      ItemColumn("from", isFlexible: true) { Cell($0.from) })
    let files = trace.files.map { part, object in
      let place = ShellWord.quoted("\(lake)/\(object.path)")
      return Fact(part, Cell(isInBucket ? "aws s3 cp \(place) - | gunzip" : "gunzip -c \(place)"))
    }
    let title = trace.entry.map { ": \($0.rank). \($0.title)" } ?? ""
    var page: [Block] = [
      .heading("\(trace.summary.chart) on \(trace.summary.day)\(title)"),
      .facts([
        Fact("state", .state(trace.summary.state)), Fact("reason", Cell(trace.summary.reason)),
        Fact("captured at", .instant(trace.summary.capturedAt)),
      ]),
      .table(steps),
    ]
    if let row = trace.row { page.append(.text(SafeText.start(of: row.text, limit: 400))) }
    page.append(.facts(files))
    return Document(json: trace.json, records: steps, page: page)
  }
}

extension Trace {
  /// One step from the source to the day.
  fileprivate struct Step {
    var part: String
    var name: String?
    var at: Instant?
    var from: String?
  }

  fileprivate var steps: [Step] {
    var steps: [Step] = []
    if let capture = list?.capture {
      steps.append(Step(part: "capture", name: capture.id, at: summary.capturedAt, from: capture.archive))
    }
    if let list {
      steps.append(Step(part: "list", name: "\(list.object)", at: list.fetchedAt, from: list.url))
    }
    if let range = row?.range {
      steps.append(
        Step(part: "row", name: "bytes \(range.lowerBound)-\(range.upperBound - 1)", from: "the list"))
    }
    if let answer {
      steps.append(Step(part: "answer", name: "\(answer.object)", at: answer.fetchedAt, from: answer.url))
    }
    if let job = snapshot.job { steps.append(Step(part: "job file", name: "\(job)")) }
    let report = snapshot.report
    steps.append(Step(part: "run", name: report.id, at: report.finishedAt, from: report.trigger.rawValue))
    if let program = snapshot.program { steps.append(Step(part: "program", name: program)) }
    if let version = snapshot.version { steps.append(Step(part: "version", name: "\(version)")) }
    steps.append(Step(part: "record", at: snapshot.recordedAt, from: path))
    return steps
      + decisions.map {
        Step(
          part: "decision", name: $0.action.rawValue, at: $0.decidedAt, from: $0.reason ?? $0.tag?.description
        )
      }
  }

  /// The objects that the page shows a command for.
  fileprivate var files: [(String, ObjectID)] {
    [
      ("list", list?.object), ("answer", answer?.object), ("job file", snapshot.job),
      ("version", snapshot.version),
    ]
    .compactMap { part, object in object.map { (part, $0) } }
  }

  fileprivate var json: JSONValue {
    let report = snapshot.report
    return .present([
      "chart": .string("\(summary.chart)"), "day": .string("\(summary.day)"),
      "state": .string(summary.state.rawValue), "reason": JSONValue(summary.reason),
      "captured_at": .string("\(summary.capturedAt)"), "recorded_at": .string("\(summary.recordedAt)"),
      "list": list?.placed ?? .null, "item": entry.map(json(of:)),
      "job": Trace.object(snapshot.job),
      "run": [
        "id": .string(report.id), "trigger": .string(report.trigger.rawValue),
        "started_at": .string("\(report.startedAt)"),
        "finished_at": JSONValue(report.finishedAt?.description),
      ],
      "program": JSONValue(snapshot.program), "version": Trace.object(snapshot.version),
      "record": .string(path), "decisions": .array(decisions.map(\.json)),
      "source": source.map { .string($0.rawValue) },
    ])
  }

  private func json(of entry: Entry) -> JSONValue {
    [
      "id": .string("\(entry.id)"), "entry": entry.json,
      "row": row.map { row in
        [
          "offset": JSONValue(row.range.lowerBound), "length": JSONValue(row.range.count),
          "text": .string(row.text),
        ]
      } ?? .null,
      "answer": answer?.placed ?? .null,
    ]
  }

  private static func object(_ object: ObjectID?) -> JSONValue {
    guard let object else { return .null }
    return ["object": .string("\(object)"), "path": .string(object.path)]
  }
}

extension RawObject {
  /// The raw object with its path in the lake.
  fileprivate var placed: JSONValue {
    .object((json.members ?? []) + [JSONMember("path", .string(object.path))])
  }
}
