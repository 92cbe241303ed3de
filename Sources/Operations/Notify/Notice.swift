import JSON
import Jobs
import RankingModel

/// What a channel is told: an event of a chart, with everything that its reader needs to act on the event.
struct Notice: Sendable, Hashable {
  /// The largest number of days and of findings that are listed, and the longest text.
  private static let (mostDays, mostFindings, longestText) = (50, 10, 500)

  /// The chart.
  var chart: ChartName
  /// The chart's title for people.
  var title: String
  /// The event.
  var event: NoticeEvent
  /// The days that the event is about, in order; at least one.
  var days: [Day]
  /// The state of the last day; `nil` if nothing is known of the day.
  var state: DayState?
  /// The reason for the state.
  var reason: String?
  /// The run that led to the state.
  var run: String?
  /// The findings of the run.
  var findings: [Finding] = []

  /// An event of the chart of `definition`.
  init(_ event: NoticeEvent, of definition: JobDefinition, on days: [Day]) {
    (self.chart, self.title, self.event, self.days) = (definition.chart, definition.title, event, days)
  }

  /// The last of the days, as text.
  private var day: String { days.last?.description ?? "" }

  /// The notice in one line.
  var text: String {
    let named = days.prefix(8).map(\.description).joined(separator: ", ") + (days.count > 8 ? ", …" : "")
    let subject = days.count > 1 ? "\(chart): \(days.count) days, \(named)" : "\(chart) \(named)"
    let what = state == nil || state?.rawValue == event.rawValue ? "" : " (\(state?.rawValue ?? ""))"
    return "\(subject): \(event.rawValue)\(what)" + (shortReason.map { ": \($0)" } ?? "")
  }

  private var shortReason: String? { reason.map { SafeText.start(of: $0, limit: Notice.longestText) } }

  /// The notice as JSON for programs: about 20 KiB at most.
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

  /// The values that replace the variables of a notice in the arguments of a program.
  var variables: [String: String] {
    [
      "chart": chart.description, "day": day, "event": event.rawValue,
      "state": state?.rawValue ?? "none",
    ]
  }
}
