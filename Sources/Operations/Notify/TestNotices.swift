import Jobs
import Pipeline
import RankingModel

/// What came of telling a channel for a test.
public struct ChannelTest: Sendable, Hashable {
  /// `command`, `webhook` or `ping`.
  public var kind: String
  /// Where the channel leads, as far as that may be shown.
  public var address: String
  /// Why it could not be told; `nil` where it was.
  public var problem: String?
  /// How long that took.
  public var time: Duration
}

extension Workplace {
  /// Tells each channel of `job`, one after the other, that this is a test. No lake is needed, and none is looked at. A ping hears
  /// of it as of a good run.
  ///
  /// - Throws: a `definition` failure where the job cannot be used, `noData` where it has no channel.
  public func testNotices(of job: String) async throws -> [ChannelTest] {
    let definition = try definition(of: job)
    guard !definition.notify.isEmpty else {
      throw Failure(
        .noData, "\(job) has no notify channel",
        remedy: .words("add notify to its job file, such as notify: { webhook: https://… }"))
    }
    let ready = try await fetching(definition.secretNames).dependencies
    let sender = NoticeSender(folder: definition.folder, ready, timeLimit: noticeTimeLimit)
    var notice = Notice(.test, of: definition, on: [definition.currentDay(at: now)])
    notice.reason = "this is a test of whether notices arrive"
    var tests: [ChannelTest] = []
    for channel in definition.notify {
      let start = dependencies.uptime()
      var problem: String?
      do { try await sender.send(notice, over: channel) } catch let error as NoticeProblem {
        problem = error.reason
      }
      tests.append(
        ChannelTest(
          kind: channel.word, address: channel.shown, problem: problem,
          time: dependencies.uptime() - start))
    }
    return tests
  }
}
