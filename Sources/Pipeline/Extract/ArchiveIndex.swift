import HTTPFetch
import Jobs
import ListSources
import RankingModel

/// The archives of a job, and what they say they have.
struct ArchiveIndex: Sendable {
  /// One archive.
  struct Place: Sendable {
    var name: String
    var source: any CaptureSource
    /// Its captures by day, those of a day in the order of their instants; `nil` where it cannot tell.
    var captures: [Day: [Capture]]?
    /// Why it could not be asked what it has.
    var failure: Failure?
  }

  private(set) var places: [Place] = []

  /// The archives of `definition`, asked for the days from `first` to `last`.
  ///
  /// - Parameter own: the id of the lake that the job fills, where there is one.
  /// - Throws: a failure where no archive tells what it has though one should, or where one cannot be used at all.
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
          // The others may have what is asked for.
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

  /// What the archives could not place on a day, in sentences for people.
  private(set) var passedOver: [String] = []

  /// The days that the archives list; `nil` where none does.
  var days: Set<Day>? {
    let listed = places.filter { $0.failure == nil }.compactMap(\.captures)
    return listed.isEmpty ? nil : listed.reduce(into: []) { $0.formUnion($1.keys) }
  }

  /// What may have the list of `day`: for each archive, in their order, its captures of the day. An archive that cannot tell may
  /// have it.
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

  /// Whether all captures are at hand.
  var isLocal: Bool { places.allSatisfy(\.source.isLocal) }

  /// Whether an archive could not be asked what it has.
  var isIncomplete: Bool { places.contains { $0.failure != nil } }

  /// No archive has the list of `day`, as far as they could be asked.
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

  /// Frees what the archives hold.
  func close() async { for place in places { await place.source.close() } }
}
