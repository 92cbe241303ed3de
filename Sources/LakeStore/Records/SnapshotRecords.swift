import RankingModel

/// The small durable records of a lake: one a snapshot, and one a run that made none.
///
///     snapshots/<chart>/<day>/<recorded at>-<hash>.json
///     runs/<chart>/<day>/<run>-<hash>.json
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
    let name = RecordName.name(snapshot.recordName, of: bytes)
    return Stored(path: "snapshots/\(snapshot.chart)/\(snapshot.day)/\(name)", bytes: bytes)
  }

  /// Where the record of the run of `report` stands within the lake, and its bytes.
  static func record(of report: RunReport) -> Stored {
    let bytes = CanonicalJSON.bytes(report.json) + [UInt8(ascii: "\n")]
    let name = RecordName.name(report.id, of: bytes)
    return Stored(path: "runs/\(report.chart)/\(report.day)/\(name)", bytes: bytes)
  }

  /// Stores records; on return all are durable.
  func store(_ records: [Stored], _ subject: String) throws(Failure) {
    let files = records.map { NewFile(path: "\(lake)/\($0.path)", bytes: $0.bytes) }
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
      let folder = "/\(snapshot.chart)/\(snapshot.day)/"
      guard path.contains(folder) else { throw RecordError("it is about another day than its folder") }
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
        let days = if let day { [day.description] } else { try names("\(folder)/\(chart)") }
        for day in days where Day(day) != nil {
          let place = "\(folder)/\(chart)/\(day)"
          paths += try names(place).filter { RecordName.parts(of: $0) != nil }.map { "\(place)/\($0)" }
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
