import HTTPFetch
import Jobs
import ListSources
import RankingModel

/// The archives of a job, with the captures that they list.
struct ArchiveIndex: Sendable {
  /// One archive.
  struct Place: Sendable {
    var name: String
    var source: any CaptureSource
    /// The archive's captures by day, those of a day in the order of their instants; `nil` if the archive cannot list them.
    var captures: [Day: [Capture]]?
    /// Why the archive could not be asked for its captures.
    var failure: Failure?
  }

  private(set) var places: [Place] = []

  /// Asks the archives of `definition` for their captures of the days from `first` to `last`.
  ///
  /// - Parameter own: the id of the lake that the job fills, if it exists.
  /// - Throws: a failure if no archive could be asked, or if one cannot be used at all.
  init(
    of definition: JobDefinition, from first: Day? = nil, to last: Day? = nil,
    _ dependencies: RunDependencies,
    own: String? = nil
  ) async throws {
    do {
      for archive in definition.pastArchives {
        let source = try dependencies.captures(of: archive, for: definition, own: own)
        places.append(Place(name: archive.name, source: source))
        let found: [Capture]?
        do { found = try await source.captures(from: first, to: last) } catch let failure as Failure
          where [.source, .storage].contains(failure.kind)
        {
          // The other archives may have the list.
          places[places.count - 1].failure = failure
          places[places.count - 1].captures = [:]
          passedOver.append("\(archive.name) was not asked: \(failure.message)")
          continue
        }
        guard let found else { continue }
        passedOver += await source.passedOver()
        places[places.count - 1].captures = Dictionary(grouping: found, by: \.day)
      }
      if let failure = places.first?.failure, places.allSatisfy({ $0.failure != nil }) { throw failure }
    } catch {
      await close()
      throw error
    }
  }

  /// Sentences for people about captures without a day and about archives that could not be asked.
  private(set) var passedOver: [String] = []

  /// The days that the archives list; `nil` if no archive lists any.
  var days: Set<Day>? {
    let listed = places.filter { $0.failure == nil }.compactMap(\.captures)
    return listed.isEmpty ? nil : listed.reduce(into: []) { $0.formUnion($1.keys) }
  }

  /// The captures that may be the list of `day`: for each archive, in their order, its captures of the day. An archive that
  /// cannot list its captures may have one too.
  func candidates(for day: Day) -> [[ArchivedCapture]] {
    places.compactMap { place in
      let captures = place.captures == nil ? [Capture(day: day)] : place.captures?[day] ?? []
      return captures.isEmpty ? nil : captures.map { ArchivedCapture(archive: place.name, capture: $0) }
    }
  }

  /// The list of `capture`.
  func list(of capture: ArchivedCapture) async throws -> FetchResponse {
    guard let place = places.first(where: { $0.name == capture.archive }) else {
      throw ExtractionProblem(
        state: .missing, reason: "the job names the archive \(capture.archive) no longer")
    }
    return try await place.source.list(of: capture.capture)
  }

  /// Whether all archives are local.
  var isLocal: Bool { places.allSatisfy(\.source.isLocal) }

  /// Whether an archive could not be asked for its captures.
  var isIncomplete: Bool { places.contains { $0.failure != nil } }

  /// The problem that no archive has the list of `day`, as far as the archives could be asked.
  func missing(_ day: Day) -> ExtractionProblem {
    if let place = places.first(where: { $0.failure != nil }), let failure = place.failure {
      return ExtractionProblem(
        state: .unavailable, reason: "\(place.name) could not be asked: \(failure.message)")
    }
    let names = places.map(\.name).joined(separator: ", ")
    let reason =
      places.count == 1
      ? "the archive \(names) has no list of \(day)" : "no archive has a list of \(day): \(names)"
    return ExtractionProblem(state: .missing, reason: reason)
  }

  /// Releases what the archives hold.
  func close() async { for place in places { await place.source.close() } }
}
