package import HTTPFetch
package import Jobs
import LakeStore
package import ListSources
package import RankingModel
import Storage

/// The captures of a chart in another lake: the raw lists of its published snapshots, each with the instant of its capture.
/// Snapshots that are forgotten or refused do not count.
///
/// The id of a capture is the hash in the name of the snapshot's record. A replay makes another snapshot of the same list; then
/// the first snapshot stands for both.
package actor LakeCaptures: CaptureSource {
  package nonisolated let isLocal: Bool

  private let lake: OtherLake
  private let name: String
  private let chart: ChartName
  /// The id of the lake that the job fills.
  private let own: String?
  private var opening: Task<Contents, any Error>?

  /// The captures and lists of the chart in the other lake.
  private struct Contents: Sendable {
    /// The captures whose lists the lake may still have, in the order of their instants.
    var captures: [Capture]
    /// The raw list of every published snapshot, by the id of the capture.
    var lists: [String: RawObject]
  }

  /// The captures of the chart of `definition` in the lake `archive`.
  ///
  /// - Parameter own: the id of the lake that the job fills, if it exists. This lake cannot be its own archive.
  package init(_ archive: Archive.Lake, for definition: JobDefinition, own: String?, fetcher: any Fetching) {
    isLocal = !archive.isWeb
    lake = OtherLake(
      place: archive.place, isWeb: archive.isWeb, extraction: definition.extract, folder: definition.folder,
      fetcher: fetcher)
    name = Archive.lake(archive).name
    chart = archive.chart ?? definition.chart
    self.own = own
  }

  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    try await contents().captures.filter { $0.day.isWithin(first, last) }
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    guard let list = try await contents().lists[capture.id ?? ""] else {
      throw ExtractionProblem(
        state: .missing, reason: "\(name) has no published snapshot \(capture.id ?? "") of \(chart)")
    }
    let file: [UInt8]?
    do { file = try await lake.file(of: list.object) } catch let failure as Failure {
      throw ExtractionProblem(
        state: failure.kind == .damaged ? .failed : .unavailable,
        reason: "\(name), object \(list.object.short): \(failure.message)")
    }
    guard let file else {
      throw ExtractionProblem(
        state: .missing,
        reason:
          "\(name) has pruned the raw list of \(capture.day); only the version is left, which has another format"
      )
    }
    switch Objects.unpacked(file, list.object, limit: lake.extraction.maximumSize) {
    case .success(let bytes): return FetchResponse(body: bytes, effectiveURL: address(of: list))
    case .failure(let why):
      throw ExtractionProblem(
        state: .failed, reason: "\(name), object \(list.object.short) is damaged: \(why.description)")
    }
  }

  package func close() async { opening = nil }

  /// The address of `list` for our record. Its last part is that of the address from which the other lake had the list, because
  /// its ending tells the format of the list.
  private func address(of list: RawObject) -> String {
    let path = list.url.prefix { $0 != "?" }
    let isPlain = { (letter: Character) in
      letter.isASCII && (letter.isLetter || letter.isNumber || "._-".contains(letter))
    }
    let ending = String(path.reversed().prefix { isPlain($0) }.prefix(80).reversed())
    let root = name.hasSuffix("/") ? String(name.dropLast()) : name
    return "\(root)/objects/\(list.object)" + (ending.isEmpty ? "" : "/\(ending)")
  }

  /// The contents of the lake, read once.
  private func contents() async throws -> Contents {
    let task = opening ?? Task { try await read() }
    opening = task
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func read() async throws -> Contents {
    let reader = try await lake.open()
    guard try reader.identifier() != own else {
      throw Failure(
        .definition, "\(name) is the job's own lake, which cannot fill its own gaps",
        remedy: .words("take it out of the archives of the job file"))
    }
    let charts = try reader.charts()
    guard charts.contains(chart) else {
      let hint = Spelling.hint(for: chart.description, among: charts.map(\.description))
      throw Failure(
        .definition, "\(name) has no chart \(chart)",
        remedy: .words("name it with chart: in the archive\(hint.map { "; \($0)" } ?? "")"))
    }
    return try contents(of: reader)
  }

  private func contents(of reader: LakeReader) throws -> Contents {
    struct Taken: Hashable {
      var capturedAt: Instant
      var day: Day
      var object: ObjectID
    }
    var taken: Set<Taken> = []
    var contents = Contents(captures: [], lists: [:])
    let forgotten = try reader.snapshotsWithoutRaw(of: chart)
    for summary in try reader.snapshots(of: chart) where summary.state.isPublished {
      let (key, snapshot) = try reader.keyedRecord(of: summary)
      guard let list = snapshot.list, let id = key.recordHash?.description,
        taken.insert(Taken(capturedAt: summary.capturedAt, day: summary.day, object: list.object)).inserted
      else { continue }
      contents.lists[id] = list
      // Raw objects that are forgotten are pruned a day later. In a folder, the object itself can be looked for.
      let isGone = lake.isWeb ? forgotten.contains(summary.number) : try lake.lacks(list.object)
      if !isGone { contents.captures.append(Capture(day: summary.day, at: summary.capturedAt, id: id)) }
    }
    let start = Instant(microseconds: 0)
    contents.captures.sort { ($0.at ?? start, $0.day) < ($1.at ?? start, $1.day) }
    return contents
  }
}
