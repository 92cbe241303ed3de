import JSON
import Jobs
import RankingModel

/// What a channel is told: an event of a chart, with what its reader needs to act on it.
struct Notice: Sendable, Hashable {
  /// So many days and findings are named, and so much of a text is kept.
  private static let (mostDays, mostFindings, longestText) = (50, 10, 500)

  /// The chart.
  var chart: ChartName
  /// The chart's name for people.
  var title: String
  /// What has happened.
  var event: NoticeEvent
  /// The days that it is about, in order; at least one.
  var days: [Day]
  /// What the last of these days is; `nil` where nothing is known of it.
  var state: DayState?
  /// Why it is so.
  var reason: String?
  /// The run that says so.
  var run: String?
  /// What that run found.
  var findings: [Finding] = []

  /// An event of the chart of `definition`.
  init(_ event: NoticeEvent, of definition: JobDefinition, on days: [Day]) {
    (self.chart, self.title, self.event, self.days) = (definition.chart, definition.title, event, days)
  }

  /// The last of the days.
  private var day: String { days.last?.description ?? "" }

  /// The notice in one line.
  var text: String {
    let named = days.prefix(8).map(\.description).joined(separator: ", ") + (days.count > 8 ? ", …" : "")
    let subject = days.count > 1 ? "\(chart): \(days.count) days, \(named)" : "\(chart) \(named)"
    let what = state == nil || state?.rawValue == event.rawValue ? "" : " (\(state?.rawValue ?? ""))"
    return "\(subject): \(event.rawValue)\(what)" + (shortReason.map { ": \($0)" } ?? "")
  }

  private var shortReason: String? { reason.map { SafeText.start(of: $0, limit: Notice.longestText) } }

  /// The notice as programs get it: at most some 20 KiB.
  var json: JSONValue {
    [
      "chart": .string(chart.description),
      "title": .string(SafeText.start(of: title, limit: Notice.longestText)),
      "event": .string(event.rawValue), "day": .string(day),
      "days": .array(days.suffix(Notice.mostDays).map { .string($0.description) }),
      "count": JSONValue(days.count), "state": JSONValue(state?.rawValue), "reason": JSONValue(shortReason),
      "run": JSONValue(run),
      "findings": .array(
        findings.prefix(Notice.mostFindings).map { finding in
          [
            "check": .string(finding.check), "severity": .string(finding.severity.rawValue),
            "message": .string(SafeText.start(of: finding.message, limit: Notice.longestText)),
          ]
        }), "text": .string(text),
    ]
  }

  /// What stands in the arguments of a program for the variables of a notice.
  var variables: [String: String] {
    [
      "chart": chart.description, "day": day, "event": event.rawValue,
      "state": state?.rawValue ?? "none",
    ]
  }
}
