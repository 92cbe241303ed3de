import Jobs
import Pipeline
import RankingModel

/// The notices that one channel gets about a chart: each event of a day once, and after it one notice that the chart has
/// recovered.
struct ChannelNotices: Sendable {
  let channel: NoticeChannel
  /// The channel's name within its job.
  let name: String
  /// The events that the channel was told of.
  private(set) var told: Set<ToldNotice>
  /// Why the channel could not be told. After a problem the channel is not tried again.
  private(set) var problem: String?

  init(_ channel: NoticeChannel, named name: String, told: Set<ToldNotice>) {
    (self.channel, self.name, self.told) = (channel, name, told)
  }

  /// Tells the channel what it does not know yet.
  ///
  /// - Parameter send: sends a notice; throws `NoticeProblem` if that fails.
  mutating func tell(_ news: ChartNews, by send: (Notice) async throws -> Void) async throws {
    told = told.filter { !$0.isPast || news.holds($0) }
    if case .ping = channel.kind { return try await ping(news, send) }
    for notice in news.troubles where channel.events.contains(notice.event) && !isTold(notice) {
      try await tell(notice, isPast: false, send)
    }
    // Events that could not be told when they were new are told now, if they still hold.
    for event in NoticeEvent.allCases where channel.events.contains(event) {
      if let notice = news.past(event, told) { try await tell(notice, isPast: true, send) }
    }
    try await recover(news, send)
  }

  private mutating func tell(
    _ notice: Notice, isPast: Bool, _ send: (Notice) async throws -> Void
  ) async throws {
    let isTold = try await succeeds(notice, send)
    for day in notice.days {
      told.remove(ToldNotice(name, notice.event, day, isPast: true, isTold: false))
      told.insert(ToldNotice(name, notice.event, day, isPast: isPast || !isTold, isTold: isTold))
    }
  }

  /// Tells that the newest list is published again, if the channel was told of a problem before.
  private mutating func recover(_ news: ChartNews, _ send: (Notice) async throws -> Void) async throws {
    let isTroubled = news.troubles.contains { channel.events.contains($0.event) }
    guard var notice = news.published, !isTroubled, told.contains(where: { !$0.isPast }) else { return }
    notice.event = .recovered
    if channel.events.contains(.recovered), try await !succeeds(notice, send) { return }
    // Keep what was told of a day that has not changed, so that it is not told again.
    let kept = told.filter { $0.isPast || news.holds($0) && !notice.days.contains($0.day) }
    told = Set(kept.map { ToldNotice(name, $0.event, $0.day, isPast: true, isTold: $0.isTold) })
  }

  /// Requests the address for good runs or the address for failures.
  private mutating func ping(_ news: ChartNews, _ send: (Notice) async throws -> Void) async throws {
    let failures = news.troubles.filter { $0.event != .degraded }
    if let notice = failures.first(where: { !isTold($0) }), try await succeeds(notice, send) {
      told.formUnion(failures.map { ToldNotice(name, $0.event, $0.days[0]) })
    }
    let unheard = news.published.flatMap { isTold($0) ? nil : $0 }
    guard failures.isEmpty, let notice = news.goodRun ?? unheard else { return }
    if try await succeeds(notice, send) { told = [ToldNotice(name, .published, notice.days[0])] }
  }

  private func isTold(_ notice: Notice) -> Bool {
    told.contains(ToldNotice(name, notice.event, notice.days[0]))
  }

  /// Sends a notice, and returns whether that succeeded. After one failure, the channel is not tried again.
  private mutating func succeeds(
    _ notice: Notice, _ send: (Notice) async throws -> Void
  ) async throws -> Bool {
    guard problem == nil else { return false }
    do {
      try await send(notice)
      return true
    } catch let error as NoticeProblem {
      problem = error.reason
      return false
    }
  }
}
