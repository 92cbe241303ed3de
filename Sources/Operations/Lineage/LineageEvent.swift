import JSON
import Jobs
import Pipeline
import RankingModel

/// A run event of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json), made from one moment of a run.
struct LineageEvent: Sendable {
  let moment: RunMoment
  /// The namespace of the lake, in which its charts and jobs are named.
  let lake: String
  /// The version of the program.
  let program: String

  var report: RunReport { moment.report }
  var definition: JobDefinition { moment.definition }

  /// The event.
  var json: JSONValue {
    [
      "eventType": .string(type), "eventTime": .string(moment.at.description), "producer": .string(producer),
      "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
      "run": ["runId": .string(LineageEvent.runID(of: report)), "facets": runFacets],
      "job": ["namespace": .string(lake), "name": .string(jobName), "facets": jobFacets],
      "inputs": .array(inputs), "outputs": .array(outputs),
    ]
  }

  /// A run that published no list has failed, unless its source said that there is no list.
  private var type: String {
    switch moment.kind {
    case .begins: "START"
    case .stops: "ABORT"
    case .ends: report.outcome?.isPublished == true || report.outcome == .missing ? "COMPLETE" : "FAIL"
    }
  }

  /// A run's UUID of version 8 (RFC 9562): the first 128 bits of the SHA-256 of `marquee:<chart>:<run>`, with the bits for
  /// version and variant set.
  static func runID(of report: RunReport) -> String {
    var digits = Array(
      ObjectID(of: Array("marquee:\(report.chart):\(report.id)".utf8)).description.prefix(32))
    digits[12] = "8"
    digits[16] = Array("89ab")[(digits[16].hexDigitValue ?? 0) % 4]
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    return parts.joined(separator: "-")
  }

  /// The name of the job file, without its folder and its extension.
  private var jobName: String {
    let file = moment.job.split(separator: "/").last.map(String.init) ?? moment.job
    for ending in [".yaml", ".yml"] where file.hasSuffix(ending) {
      return String(file.dropLast(ending.count))
    }
    return file
  }

  private var producer: String { "urn:marquee:\(program)" }

  private var jobFacets: JSONValue {
    [
      "jobType": facet(
        "JobTypeJobFacet", "2-0-3",
        ["processingType": "BATCH", "integration": "MARQUEE", "jobType": "JOB"])
    ]
  }

  private var runFacets: JSONValue {
    let (schedule, day) = (definition.schedule, report.day)
    let end = schedule.end(of: definition.cadence.lastDay(ofListOf: day))
    let reason = report.reason ?? report.outcome?.rawValue ?? "the run has no outcome"
    return .present([
      "nominalTime": facet(
        "NominalTimeRunFacet", "1-0-1",
        [
          "nominalStartTime": .string(schedule.end(of: day.advanced(by: -1)).secondsText),
          "nominalEndTime": .string(end.secondsText),
        ]),
      "processing_engine": facet(
        "ProcessingEngineRunFacet", "1-1-1", ["name": "Marquee", "version": .string(program)]),
      "errorMessage": type == "FAIL"
        ? facet(
          "ErrorMessageRunFacet", "1-0-1", ["message": .string(reason), "programmingLanguage": "Swift"])
        : .none,
      "marquee_run": ownFacet([
        "run": .string(report.id), "chart": .string(report.chart.description),
        "day": .string(day.description), "trigger": .string(report.trigger.rawValue),
        "outcome": report.outcome.map { .string($0.rawValue) },
        "unchanged": moment.kind == .ends ? .bool(report.unchanged) : nil,
        "reason": report.reason.map { .string($0) },
      ]),
    ])
  }

  /// A facet that the specification defines: `type`, in this `version` of its schema.
  func facet(_ type: String, _ version: String, _ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    facet(by: "https://openlineage.io/spec/facets/\(version)/\(type).json#/$defs/\(type)", members)
  }

  private func ownFacet(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    facet(by: "urn:marquee:facet:run", members)
  }

  private func facet(by schema: String, _ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(
      [JSONMember("_producer", .string(producer)), JSONMember("_schemaURL", .string(schema))]
        + (JSONValue.present(members).members ?? []))
  }
}
