import RankingModel

/// The small durable records of a lake: one a snapshot, and one a run that made none.
///
///     snapshots/<chart>/<day>/<recorded at>-<hash>.json
///     runs/<chart>/<day>/<run>.json
struct SnapshotRecords: Sendable {
  let lake: String
  let fileSystem: any FileSystem

  /// Where the record of `snapshot` stands within the lake.
  static func path(of snapshot: Snapshot) -> String {
    "snapshots/\(snapshot.chart)/\(snapshot.day)/\(snapshot.recordName).json"
  }

  /// Stores all `snapshots`; on return all are durable. Returns their paths within the lake.
  func store(_ snapshots: [Snapshot]) throws(Failure) -> [String] {
    let paths = snapshots.map(SnapshotRecords.path(of:))
    try store(
      zip(paths, snapshots).map { NewFile(path: "\(lake)/\($0)", bytes: $1.bytes) }, "a snapshot record")
    return paths
  }

  /// Stores the reports of runs that made no snapshot.
  func store(_ reports: [RunReport]) throws(Failure) {
    try store(
      reports.map { report in
        NewFile(
          path: "\(lake)/runs/\(report.chart)/\(report.day)/\(report.id).json",
          bytes: CanonicalJSON.bytes(report.json) + [UInt8(ascii: "\n")])
      }, "a run record")
  }

  private func store(_ files: [NewFile], _ subject: String) throws(Failure) {
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      let days = Set(files.map { parent(of: $0.path) })
      try durable.makeFolders(Set(days.map(parent(of:))).sorted())
      try durable.makeFolders(days.sorted())
      try durable.store(files)
    } catch {
      throw Failure(storing: subject, error)
    }
  }

  /// The record at `path` within the lake.
  func read(_ path: String) throws(Failure) -> Snapshot {
    do { return try Snapshot(json: try JSONReader.read(try bytes(path))) } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(
        .damaged, "the snapshot record \(lake)/\(path) cannot be read: \(error)",
        cure: "restore that file from a copy, or move it away and run the day again")
    }
  }

  /// The run record at `path` within the lake.
  func readRun(_ path: String) throws(Failure) -> RunReport {
    do { return try RunReport(json: try JSONReader.read(try bytes(path))) } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.damaged, "the run record \(lake)/\(path) cannot be read: \(error)")
    }
  }

  private func bytes(_ path: String) throws(Failure) -> [UInt8] {
    do throws(FileSystemError) { return try fileSystem.read("\(lake)/\(path)") } catch {
      throw Failure(reading: "the record \(path)", error)
    }
  }

  /// The paths within the lake of all records under `folder`, sorted; of one chart's day where given.
  func paths(in folder: String, chart: ChartName? = nil, day: Day? = nil) throws(Failure) -> [String] {
    do throws(FileSystemError) {
      var paths: [String] = []
      let charts = if let chart { [chart.description] } else { try names(folder) }
      for chart in charts where ChartName(chart) != nil {
        let days = if let day { [day.description] } else { try names("\(folder)/\(chart)") }
        for day in days where Day(day) != nil {
          let place = "\(folder)/\(chart)/\(day)"
          paths += try names(place).filter { $0.hasSuffix(".json") }.map { "\(place)/\($0)" }
        }
      }
      return paths
    } catch {
      throw Failure(reading: "the records", error)
    }
  }

  private func names(_ folder: String) throws(FileSystemError) -> [String] {
    try fileSystem.names(in: "\(lake)/\(folder)")
  }
}
