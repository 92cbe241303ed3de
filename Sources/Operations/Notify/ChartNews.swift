import Jobs
import LakeStore
import Pipeline
import RankingModel

/// The news of a chart after work on it: the state of its newest period as the lake knows it, and the outcome of earlier days
/// that were just run. Because the state comes from the lake, news that could not be sent is found again later, and decisions
/// made meanwhile count.
struct ChartNews: Sendable {
  /// The problems of the newest period.
  var troubles: [Notice] = []
  /// The newest period's published list; `nil` if it has none, or if a newer list waits for a decision.
  var published: Notice?
  /// The success of a run that just brought the list of the newest period; `nil` if there was none. For an irregular chart, a run
  /// also succeeds if the source has no list.
  private(set) var goodRun: Notice?
  /// Earlier days for which a run just now brought no list, or a list that is held back: at most one notice for each of the two
  /// cases.
  private(set) var past: [Notice] = []

  private let definition: JobDefinition
  private let known: [DaySnapshots]

  /// The news of the chart of `definition`.
  ///
  /// - Parameters:
  ///   - known: what the lake knows of the chart's days.
  ///   - run: what has just been done; `nil` if nothing was due.
  ///   - report: returns the report of the run that made a snapshot.
  init(
    _ definition: JobDefinition, _ known: [DaySnapshots], at now: Instant, after run: DueRun?,
    report: (SnapshotSummary) throws -> RunReport?
  ) rethrows {
    (self.definition, self.known) = (definition, known)
    let due = definition.dueDays(at: now)
    let newest = due.newest(known)
    if let waiting = newest.compactMap(\.waiting).last {
      troubles = [try notice(.quarantined, waiting, report)]
    } else if let list = newest.last(where: { $0.published != nil })?.published {
      published = try notice(.published, list, report)
      if list.state == .degraded { troubles = [try notice(.degraded, list, report)] }
    } else if let last = newest.last?.standing, ChartNews.isFailure(last, definition.cadence) {
      troubles = [try notice(.failed, last, report)]
    }
    if published == nil, troubles.isEmpty, let failure = run?.failure, failure.kind != .locked {
      var notice = Notice(.failed, of: definition, on: [due.current])
      notice.reason = failure.message
      troubles = [notice]
    }
    if definition.schedule.isOn, let day = due.late(known) {
      var notice = Notice(.late, of: definition, on: [day])
      let standing = known.last { due.inPeriod($0.day, day) }?.standing
      (notice.state, notice.reason) = (standing?.state, standing?.reason)
      troubles.append(notice)
    }
    let reports = run?.reports ?? []
    let current = newest.last?.day ?? due.current
    let good = reports.last { report in
      let isEmpty = definition.cadence == .irregular && report.outcome == .missing
      return due.inPeriod(report.day, current) && (report.outcome?.isPublished == true || isEmpty)
    }
    goodRun = good.map { published ?? Notice(.published, of: definition, on: [$0.day]) }
    let earlier = reports.filter { !due.inPeriod($0.day, current) }
    past = [
      notice(.failed, earlier.filter { $0.outcome == .failed || $0.outcome == .unavailable }),
      notice(.quarantined, earlier.filter { $0.outcome == .quarantined }),
    ].compactMap(\.self)
  }

  /// Whether a day should have brought a list and did not. A person who refused a list knows that it is missing, so such a day is
  /// no failure.
  private static func isFailure(_ snapshot: SnapshotSummary, _ cadence: Cadence) -> Bool {
    switch snapshot.state {
    case .failed: !snapshot.isRefused
    case .unavailable: true
    case .missing: cadence != .irregular
    case .published, .degraded, .quarantined: false
    }
  }

  private func notice(
    _ event: NoticeEvent, _ snapshot: SnapshotSummary, _ report: (SnapshotSummary) throws -> RunReport?
  ) rethrows -> Notice {
    var notice = Notice(event, of: definition, on: [snapshot.day])
    (notice.state, notice.reason, notice.run) = (snapshot.state, snapshot.reason, snapshot.run)
    if event != .published { notice.findings = try report(snapshot)?.findings ?? [] }
    return notice
  }

  /// One notice about the days of all `reports`; `nil` if there are no reports.
  private func notice(_ event: NoticeEvent, _ reports: [RunReport]) -> Notice? {
    guard let last = reports.max(by: { $0.day < $1.day }) else { return nil }
    var notice = Notice(event, of: definition, on: Set(reports.map(\.day)).sorted())
    (notice.state, notice.reason, notice.run) = (last.outcome, last.reason, last.id)
    notice.findings = last.findings
    return notice
  }

  /// The notice about earlier days that a channel still needs: the days just run and the days that it could not be told of,
  /// except the days that it was told of.
  func past(_ event: NoticeEvent, _ told: Set<ToldNotice>) -> Notice? {
    let known = told.filter { $0.event == event }
    let news = past.first { $0.event == event }
    let days = Set(known.filter { !$0.isTold }.map(\.day) + (news?.days ?? []))
      .subtracting(known.filter(\.isTold).map(\.day)).sorted()
    guard let last = days.last else { return nil }
    var notice = news ?? Notice(event, of: definition, on: days)
    notice.days = days
    if news?.days.last != last, let snapshot = self.known.first(where: { $0.day == last })?.latest {
      (notice.state, notice.reason, notice.run) = (snapshot.state, snapshot.reason, snapshot.run)
      notice.findings = []
    }
    return notice
  }

  /// Whether an event that was told of a day still holds.
  func holds(_ told: ToldNotice) -> Bool {
    let day = known.first { $0.day == told.day }
    return switch told.event {
    case .quarantined: day?.waiting != nil
    case .degraded: day?.published?.state == .degraded
    default: day?.published == nil && day?.waiting == nil
    }
  }
}
