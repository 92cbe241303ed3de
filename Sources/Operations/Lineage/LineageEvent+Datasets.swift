import JSON
import Jobs
import Pipeline
import RankingModel

/// The inputs and outputs of a run, as datasets.
extension LineageEvent {
  /// The list that was read; and as one dataset, the answers of the enrichment source.
  var inputs: [JSONValue] {
    let raw = moment.made?.raw ?? []
    let list = raw.first { $0.role == .list }.map { list in
      input(
        list.url, rows: report.rows, list,
        checks: report.steps.contains(.check)
          ? facet("DataQualityAssertionsDatasetFacet", "1-1-0", ["assertions": .array(assertions)]) : .none)
    }
    let answers = raw.count { $0.role == .answer }
    let source = answers > 0 ? definition.enrich.map { input($0.url, rows: answers) } : nil
    return [list, source].compactMap(\.self)
  }

  /// - Parameter object: the object that holds what was read, if it is a single object.
  private func input(
    _ url: String, rows: Int, _ object: RawObject? = nil, checks: JSONValue? = nil
  ) -> JSONValue {
    var (namespace, name) = LineageEvent.datasetName(of: url, folder: definition.folder)
    // The files or addresses of all days count as one dataset.
    name = name.replacing(report.day.description, with: "{day}")
    let address = FileURL.isFile(url) ? FileURL.absolute(url, folder: definition.folder) : url
    return [
      "namespace": .string(namespace), "name": .string(name),
      "facets": .present([
        "dataSource": object == nil ? .none : dataSource(namespace, address),
        "version": object.map { version($0.object) },
      ]),
      "inputFacets": .present([
        "dataQualityMetrics": facet(
          "DataQualityMetricsInputDatasetFacet", "1-0-2",
          [
            "rowCount": JSONValue(rows), "bytes": object?.size.map { JSONValue($0) },
            "columnMetrics": .object([]),
          ]),
        "dataQualityAssertions": checks,
      ]),
    ]
  }

  /// The chart, if the run published a list or found it already published; otherwise nothing.
  var outputs: [JSONValue] {
    guard report.outcome?.isPublished == true, let made = moment.made, let version = made.version else {
      return []
    }
    return [
      [
        "namespace": .string(lake), "name": .string(report.chart.description),
        "facets": [
          "dataSource": dataSource(lake, lake), "version": self.version(version),
          "schema": facet("SchemaDatasetFacet", "1-1-1", ["fields": .array(fields)]),
        ],
        "outputFacets": [
          "outputStatistics": facet(
            "OutputStatisticsOutputDatasetFacet", "1-0-2",
            ["rowCount": JSONValue(made.entries), "size": made.size.map { JSONValue($0) }])
        ],
      ]
    ]
  }

  /// The fields of an entry, with the types that the job file declares.
  private var fields: [JSONValue] {
    var fields = [("rank", "integer"), ("id", "string"), ("title", "string")]
    for field in definition.transform.fields + (definition.enrich?.fields ?? [])
    where !(definition.enrich?.drop ?? []).contains(field.name)
      && !fields.contains(where: { $0.0 == field.name })
    {
      fields.append((field.name, field.type.rawValue))
    }
    return fields.map { ["name": .string($0.0), "type": .string($0.1)] }
  }

  private func version(_ object: ObjectID) -> JSONValue {
    facet("DatasetVersionDatasetFacet", "1-0-1", ["datasetVersion": .string(object.description)])
  }

  private func dataSource(_ name: String, _ uri: String) -> JSONValue {
    facet("DatasourceDatasetFacet", "1-0-1", ["name": .string(name), "uri": .string(uri)])
  }

  /// Namespace and name of the dataset at `url`, as the OpenLineage specification defines them. For a web address: scheme and
  /// host, and the path. For a file: `file`, and the path. For anything else: the text before the colon, and the text after it.
  ///
  /// - Parameter folder: the folder that a relative `file:` URL is relative to.
  static func datasetName(of url: String, folder: String) -> (namespace: String, name: String) {
    if FileURL.isFile(url) { return ("file", String(FileURL.absolute(url, folder: folder).dropFirst(7))) }
    if let scheme = url.firstRange(of: "://") {
      let rest = url[scheme.upperBound...]
      let path = rest.firstIndex { "/?".contains($0) } ?? rest.endIndex
      return (String(url[..<path]), path == rest.endIndex ? "/" : String(url[path...]))
    }
    guard let colon = url.firstIndex(of: ":") else { return ("input", url) }
    return (String(url[..<colon]), String(url[url.index(after: colon)...]))
  }
}
