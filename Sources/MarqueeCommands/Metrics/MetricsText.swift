import Operations
import RankingModel

/// Metrics in Prometheus's text exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/), for node_exporter's textfile collector.
struct MetricsText: Sendable {
  private static let lastCheckName = "marquee_last_successful_check_timestamp_seconds"

  /// The figures to write.
  let metrics: Metrics
  /// When the lake was last found sound, in seconds since 1970; `nil` if that is not known.
  let lastCheck: Int64?

  /// The text of all metrics that have a sample.
  var text: String {
    [
      family(
        "marquee_newest_published_day_timestamp_seconds",
        "Start of the newest published day, as if it were in UTC.",
        samples { $0.newestPublished.map { "\(Instant(startOf: $0).seconds)" } }),
      family(
        "marquee_days", "Days of the chart by state; missing has the unavailable ones too.",
        samples("state", DayState.allCases) { chart, state in chart.days[state].map { "\($0)" } }),
      family(
        "marquee_dead_letters", "Items whose enrichment was given up.",
        samples { $0.deadLetters.map { "\($0)" } }),
      family(
        "marquee_enrichment_budget_left", "Calls of the enrichment source left today.",
        samples { $0.budgetLeft.map { "\($0)" } }),
      family(
        "marquee_step_duration_seconds", "How long each step of the last run took.",
        samples("step", Step.allCases) { chart, step in
          chart.durations[step].map { Duration.milliseconds($0).secondsText }
        }),
      family(
        "marquee_lake_bytes", "Bytes of all objects and records of the lake.",
        [sample("\(metrics.lakeBytes)")]),
      family(
        Self.lastCheckName, "When a check last found the lake sound.", [sample(lastCheck.map { "\($0)" })]),
    ].joined()
  }

  /// One sample per chart.
  private func samples(_ value: (Metrics.Chart) -> String?) -> [String?] {
    metrics.charts.map { sample(value($0), [("chart", $0.chart.description)]) }
  }

  /// One sample per chart and case. The label `name` gives the case.
  private func samples<Case: RawRepresentable<String>>(
    _ name: String, _ cases: [Case], _ value: (Metrics.Chart, Case) -> String?
  ) -> [String?] {
    metrics.charts.flatMap { chart in
      cases.map { sample(value(chart, $0), [("chart", chart.chart.description), (name, $0.rawValue)]) }
    }
  }

  /// The time of the last check in `text`, which was written earlier; `nil` if it has none.
  static func lastCheck(in text: String) -> Int64? {
    for line in text.split(separator: "\n") where line.hasPrefix(lastCheckName + " ") {
      return Int64(line.dropFirst(lastCheckName.count + 1))
    }
    return nil
  }

  /// The labels and the value of a sample; `nil` if there is no value.
  private func sample(_ value: String?, _ labels: [(name: String, value: String)] = []) -> String? {
    value.map { Self.labels(labels) + " " + $0 }
  }

  /// A metric with its help, its type and its samples; empty if there are no samples.
  private func family(_ name: String, _ help: String, _ samples: [String?]) -> String {
    let lines = samples.compactMap { $0.map { "\(name)\($0)\n" } }
    guard !lines.isEmpty else { return "" }
    return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined()
  }

  /// The labels as text, such as `{chart="imdb-top10",state="published"}`. Backslashes, quotation marks and line feeds in values
  /// are escaped.
  static func labels(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { label in
      let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      return "\(label.name)=\"\(value)\""
    }
    return "{\(pairs.joined(separator: ","))}"
  }
}
