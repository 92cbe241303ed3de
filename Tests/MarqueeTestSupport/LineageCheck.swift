import Foundation

/// The requirements of the OpenLineage specification 2-0-2, and of its facets, for a run event.
public enum LineageCheck {
  /// The required members of each facet, by its name in an event. `_producer` and `_schemaURL` are required in all facets.
  private static let required: [String: [String]] = [
    "nominalTime": ["nominalStartTime"], "processing_engine": ["version"],
    "errorMessage": ["message", "programmingLanguage"], "jobType": ["processingType", "integration"],
    "dataSource": [], "version": ["datasetVersion"], "schema": ["fields"], "outputStatistics": ["rowCount"],
    "dataQualityMetrics": ["columnMetrics"], "dataQualityAssertions": ["assertions"],
    "marquee_run": ["run", "chart", "day", "trigger"],
  ]

  /// The problems of the event in `line`; none if it fits the specification.
  public static func problems(with line: String) -> [String] {
    guard let event = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
      return ["no object: \(line)"]
    }
    var problems: [String] = []
    func require(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
    func text(_ value: Any?) -> String { value as? String ?? "" }
    func isURI(_ value: Any?) -> Bool { text(value).wholeMatch(of: #/[a-z]+:[^ ]+/#) != nil }
    let types = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]
    require(types.contains(text(event["eventType"])), "eventType")
    let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#
    require(text(event["eventTime"]).wholeMatch(of: time) != nil, "eventTime")
    require(isURI(event["producer"]), "producer")
    require(
      text(event["schemaURL"]) == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
      "schemaURL")

    func facets(_ holder: [String: Any], _ member: String, _ place: String) {
      guard let facets = holder[member] as? [String: [String: Any]] else {
        return require(false, "\(place).\(member)")
      }
      for (name, facet) in facets {
        require(isURI(facet["_producer"]) && isURI(facet["_schemaURL"]), "\(place).\(name)")
        guard let members = required[name] else {
          require(false, "\(place).\(name) is no known facet")
          continue
        }
        for member in members where facet[member] == nil || facet[member] is NSNull {
          require(false, "\(place).\(name).\(member)")
        }
        for assertion in facet["assertions"] as? [[String: Any]] ?? [] {
          require(assertion["assertion"] is String && assertion["success"] is Bool, "\(place).assertion")
        }
        for field in facet["fields"] as? [[String: Any]] ?? [] {
          require(field["name"] is String, "\(place).field")
        }
      }
    }

    let run = event["run"] as? [String: Any] ?? [:]
    let uuid = #/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
    require(text(run["runId"]).wholeMatch(of: uuid) != nil, "run.runId")
    facets(run, "facets", "run")
    let job = event["job"] as? [String: Any] ?? [:]
    require(!text(job["namespace"]).isEmpty && !text(job["name"]).isEmpty, "job")
    facets(job, "facets", "job")
    for (member, own) in [("inputs", "inputFacets"), ("outputs", "outputFacets")] {
      guard let datasets = event[member] as? [[String: Any]] else {
        require(false, member)
        continue
      }
      for dataset in datasets {
        require(!text(dataset["namespace"]).isEmpty && !text(dataset["name"]).isEmpty, member)
        facets(dataset, "facets", member)
        facets(dataset, own, member)
      }
    }
    return problems
  }
}
