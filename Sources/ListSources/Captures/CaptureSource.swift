package import HTTPFetch
package import RankingModel

/// One state of a list as an archive has it.
package struct Capture: Sendable, Hashable {
  /// The day that the list is about.
  package var day: Day
  /// When the source had the list; `nil` where only the day is known.
  package var at: Instant?
  /// The archive's name for the capture, unique among its captures: a commit and a path, or a time stamp; `nil` where the archive
  /// has one list a day.
  package var id: String?

  /// A capture of `day`.
  package init(day: Day, at: Instant? = nil, id: String? = nil) {
    (self.day, self.at, self.id) = (day, at, id)
  }
}

/// A place that has captures of a list.
package protocol CaptureSource: Sendable {
  /// Whether its captures are on this machine: reading them costs nothing and waits for no server.
  var isLocal: Bool { get }

  /// The captures of the days from `first` to `last`, in the order of their instants. A bound that is `nil` is open.
  ///
  /// - Returns: `nil` where the archive cannot list its captures. It is then asked for each day.
  /// - Throws: a `Failure` where the archive should be able to list its captures and cannot.
  func captures(from first: Day?, to last: Day?) async throws -> [Capture]?

  /// The list of `capture`, as the archive has it.
  ///
  /// - Throws: `ExtractionProblem` where there is no list, `Failure` where the fault affects all captures.
  func list(of capture: Capture) async throws -> FetchResponse

  /// Parts of the archive that could not be placed on a day, in sentences for people. Known once `captures` was called.
  func passedOver() async -> [String]

  /// Releases the resources of the source, which is not used afterwards.
  func close() async
}

extension CaptureSource {
  package func passedOver() async -> [String] { [] }

  package func close() async {}
}

extension Instant {
  /// 1990-01-01: no list is older.
  static let earliestOfLists = Instant(startOf: Day(number: 7305))

  /// Whether a list can be of this instant if the clock shows `now`: since 1990, and not far ahead of the clock.
  func isPossible(at now: Instant) -> Bool { self >= .earliestOfLists && !isFarAhead(of: now) }
}

/// The sentences of `CaptureSource.passedOver()` about `commits` of `archive` with impossible dates.
func passedOver(_ commits: [String], of archive: String) -> [String] {
  commits.first.map {
    [
      "\(counted(commits.count, "commit")) of \(archive) \(commits.count == 1 ? "has" : "have") an impossible date; "
        + "the first is \($0)"
    ]
  } ?? []
}
