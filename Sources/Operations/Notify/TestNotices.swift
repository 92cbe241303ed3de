import Jobs
import Pipeline
import RankingModel

/// The result of sending a test notice to a channel.
public struct ChannelTest: Sendable, Hashable {
  /// `command`, `webhook` or `ping`.
  public var kind: String
  /// The destination of the channel, as far as it may be shown.
  public var address: String
  /// Why the notice could not be sent; `nil` if it was sent.
  public var problem: String?
  /// How long sending took.
  public var time: Duration
}

extension Workplace {
  /// Sends a test notice to each channel of `job`, one after the other. Needs no lake, and opens none. For a ping, the test
  /// counts as a good run.
  ///
  /// - Throws: a `definition` failure if the job cannot be used, `noData` if it has no channel.
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
