import Jobs
import LakeStore
import Logging
import Pipeline
import RankingModel
import Synchronization

extension Workplace {
  /// Does `work` on the chart of a job, then tells the job's channels what became of the chart, whether or not the work
  /// succeeded. The lake is no longer locked by then.
  ///
  /// - Parameter work: calls its argument with the report of each day that it has run; the argument calls `onDay`.
  func telling<Value: Sendable>(
    _ job: String, _ definition: JobDefinition, _ onDay: @escaping OnDay,
    _ work: (@escaping OnDay) async throws -> Value
  ) async throws -> Value {
    let reports = Mutex<[RunReport]>([])
    let result: Result<Value, Failure>
    do {
      result = .success(
        try await work { report in
          reports.withLock { $0.append(report) }
          await onDay(report)
        })
    } catch let failure as Failure where failure.kind != .interrupted {
      result = .failure(failure)
    }
    await tell(definition, after: DueRun(job: job, reports: reports.withLock { $0 }))
    return try result.get()
  }

  /// Tells the channels of a job what became of its chart. A failure causes a warning only: no work fails because of it.
  ///
  /// - Parameter run: what has just been done; `nil` if nothing was due.
  func tell(_ definition: JobDefinition, after run: DueRun?) async {
    guard !definition.notify.isEmpty else { return }
    do { try await tellChannels(of: definition, after: run) } catch let failure as Failure {
      warn(
        "it could not be recorded which notices about \(definition.chart) were sent, so some may be sent again: "
          + failure.message, definition)
    } catch {
      // The command was stopped. The next run tells what was not told.
    }
  }

  private func tellChannels(of definition: JobDefinition, after run: DueRun?) async throws {
    let view = try await viewIfThere()
    let known = try view?.lake.days(of: definition.chart) ?? []
    let told = try await view?.work?.notices.notices(of: definition.chart) ?? []
    view?.work?.close()
    let news = try ChartNews(definition, known, at: now, after: run) { snapshot in
      let own = run?.reports.first { $0.id == snapshot.run }
      return try own ?? view?.lake.record(of: snapshot).report
    }
    let channels = try await sent(news, to: definition, told)
    for channel in channels {
      if let problem = channel.problem {
        warn("\(channel.name) could not be told of \(definition.chart): \(problem)", definition)
      }
    }
    // Another job may fill the same chart and have its own channels.
    let before = told.filter { notice in channels.contains { $0.name == notice.channel } }
    let after = channels.reduce(into: Set()) { $0.formUnion($1.told) }
    guard after != before else { return }
    try await work(on: .chart(definition.chart), makesLake: true) { session in
      try await session.work.notices.replace(before, with: after, of: definition.chart)
    }
  }

  /// Sends the news to all channels of a job at the same time. Returns each channel with everything it has been told by now.
  private func sent(
    _ news: ChartNews, to definition: JobDefinition, _ told: Set<ToldNotice>
  ) async throws -> [ChannelNotices] {
    // If a secret cannot be fetched, the channel that needs it reports the problem itself.
    let ready = (try? await fetching(definition.secretNames))?.dependencies ?? dependencies
    let sender = NoticeSender(folder: definition.folder, ready, timeLimit: noticeTimeLimit)
    let channels = try await allAtOnce(definition.namedChannels) { (name, channel) -> ChannelNotices in
      var notices = ChannelNotices(channel, named: name, told: told.filter { $0.channel == name })
      try await notices.tell(news) { notice in
        try await sender.send(notice, over: channel)
        dependencies.logger.info(
          "notice sent",
          metadata: [
            "chart": .stringConvertible(definition.chart), "channel": .string(name),
            "event": .string(notice.event.rawValue),
          ])
      }
      return notices
    }
    return channels.sorted { $0.name < $1.name }
  }

  private func warn(_ words: String, _ definition: JobDefinition) {
    dependencies.logger.warning(
      "notice not sent",
      metadata: ["chart": .stringConvertible(definition.chart), "reason": .string(words)])
    warning(words)
  }
}

extension JobDefinition {
  /// The channels, each with a name that is unique within the job: its kind and its destination, with a number if these repeat.
  var namedChannels: [(name: String, channel: NoticeChannel)] {
    var counts: [String: Int] = [:]
    return notify.map { channel in
      let name = "\(channel.word) \(channel.shown)"
      let count = counts[name, default: 0] + 1
      counts[name] = count
      return (count == 1 ? name : "\(name) (\(count))", channel)
    }
  }
}
