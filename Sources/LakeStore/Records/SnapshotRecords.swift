import RankingModel

/// The small durable records of a lake: one a snapshot, and one a run that made none.
///
///     snapshots/<chart>/<recorded at>-<day>-<hash>.json
///     runs/<chart>/<finished at>-<day>-<hash>.json
struct SnapshotRecords: Sendable {
  let lake: String
  let fileSystem: FileSystem

  /// A record to index: where it stands, what it says, and its bytes.
  struct Stored: Sendable {
    var path: String
    var bytes: [UInt8]
  }

  /// Where the record of `snapshot` stands within the lake, and its bytes.
  static func record(of snapshot: Snapshot) -> Stored {
    let bytes = snapshot.bytes
    let name = RecordName.name(RecordName.stem(snapshot.recordedAt, snapshot.day), of: bytes)
    return Stored(path: "snapshots/\(snapshot.chart)/\(name)", bytes: bytes)
  }

  /// Where the record of the run of `report` stands within the lake, and its bytes.
  static func record(of report: RunReport) -> Stored {
    let bytes = CanonicalJSON.bytes(report.json) + [UInt8(ascii: "\n")]
    let stem = RecordName.stem(report.finishedAt ?? report.startedAt, report.day)
    return Stored(path: "runs/\(report.chart)/\(RecordName.name(stem, of: bytes))", bytes: bytes)
  }

  /// Stores records; on return all are durable.
  func store(_ records: [Stored], _ subject: String) throws(Failure) {
    let files = records.map { NewFile(path: "\(lake)/\($0.path)", bytes: $0.bytes) }
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(Set(files.map { parent(of: $0.path) }).sorted())
      try durable.store(files)
    } catch {
      throw Failure(storing: subject, error)
    }
  }

  /// The snapshot whose record stands at `path` within the lake, and the record's bytes.
  func read(_ path: String) throws(Failure) -> (snapshot: Snapshot, bytes: [UInt8]) {
    let bytes = try bytes(path)
    do {
      let json = try JSONReader.read(bytes)
      if let format = json["format"]?.integer, format > Snapshot.format {
        // Not damage: nothing may be set aside for it.
        throw Failure(
          .format,
          "the snapshot record \(lake)/\(path) has format \(format); this Marquee reads \(Snapshot.format)",
          hint: "use the Marquee that wrote it, or a newer one")
      }
      let snapshot = try Snapshot(json: json)
      guard path.contains("/\(snapshot.chart)/"), RecordName.day(of: path) == snapshot.day else {
        throw RecordError("it is about another day than its name")
      }
      return (snapshot, bytes)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw unreadable("the snapshot record", path, "\(error)")
    }
  }

  /// The run record at `path` within the lake.
  func readRun(_ path: String) throws(Failure) -> RunReport {
    let bytes = try bytes(path)
    do { return try RunReport(json: try JSONReader.read(bytes)) } catch {
      throw unreadable("the run record", path, "\(error)")
    }
  }

  /// The bytes of a record, checked against its name.
  func bytes(_ path: String) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileSystemError) { bytes = try fileSystem.read("\(lake)/\(path)") } catch {
      throw Failure(reading: "the record \(path)", error)
    }
    guard RecordName.fits(path, bytes) else {
      throw unreadable("the record", path, "its content is not what it was stored with")
    }
    return bytes
  }

  private func unreadable(_ subject: String, _ path: String, _ why: String) -> Failure {
    Failure(
      .damaged, "\(subject) \(lake)/\(path) is damaged: \(why)", hint: "marquee lake repair --lake \(lake)")
  }

  /// The paths within the lake of all records under `folder`, sorted; of one chart's day where given.
  func paths(in folder: String, chart: ChartName? = nil, day: Day? = nil) throws(Failure) -> [String] {
    do throws(FileSystemError) {
      var paths: [String] = []
      let charts = if let chart { [chart.description] } else { try names(folder) }
      for chart in charts where ChartName(chart) != nil {
        let names = try names("\(folder)/\(chart)").filter { RecordName.parts(of: $0) != nil }
        paths += names.map { "\(folder)/\(chart)/\($0)" }
          .filter { day == nil || RecordName.day(of: $0) == day }
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
