package import HTTPFetch
package import RankingModel

/// One state of a list as an archive has it.
package struct Capture: Sendable, Hashable {
  /// The day that the list is about.
  package var day: Day
  /// When the source had the list; `nil` where only the day is known.
  package var at: Instant?
  /// What the archive calls it, unique among its captures: a commit and a path, a time stamp; `nil` where the archive has one
  /// list a day.
  package var id: String?

  /// A capture of `day`.
  package init(day: Day, at: Instant? = nil, id: String? = nil) {
    (self.day, self.at, self.id) = (day, at, id)
  }
}

/// A place that has captures of a list.
package protocol CaptureSource: Sendable {
  /// Whether its captures are at hand: asking costs nothing and waits for nobody.
  var isLocal: Bool { get }

  /// The captures of the days from `first` to `last`, in the order of their instants. A bound that is `nil` is open.
  ///
  /// - Returns: `nil` where the archive cannot tell what it has, and is asked for each day.
  /// - Throws: a `Failure` where it should be able to tell, and does not.
  func captures(from first: Day?, to last: Day?) async throws -> [Capture]?

  /// The list of `capture`, as the archive has it.
  ///
  /// - Throws: `ExtractionProblem` where there is no list, `Failure` where something is wrong that all captures share.
  func list(of capture: Capture) async throws -> FetchResponse

  /// What the archive has and could not place on a day, in sentences for people. Known once `captures` was asked.
  func passedOver() async -> [String]

  /// Frees what the source holds. Nothing is asked of it afterwards.
  func close() async
}

extension CaptureSource {
  package func passedOver() async -> [String] { [] }

  package func close() async {}
}

extension Instant {
  /// 1990-01-01: no list is older.
  static let earliestOfLists = Instant(startOf: Day(number: 7305))

  /// Whether a list can be of this instant where the clock shows `now`: since 1990, and not far ahead of the clock.
  func isPossible(at now: Instant) -> Bool { self >= .earliestOfLists && !isFarAhead(of: now) }
}

/// What `CaptureSource.passedOver()` says of `commits` of `archive`, whose dates cannot be.
func passedOver(_ commits: [String], of archive: String) -> [String] {
  commits.first.map {
    ["\(counted(commits.count, "commit")) of \(archive) with a date that cannot be, the first: \($0)"]
  } ?? []
}
