import HTTPFetch
import JSON
import Jobs
import ListSources
import Pipeline
import RankingModel

/// Why a channel could not be told. The reason contains no secret, and only the host of an address.
struct NoticeProblem: Error, Sendable, Hashable {
  /// The reason in one sentence.
  var reason: String
}

/// Sends notices to channels. It tries a channel three times at most, and stops when the time limit has passed.
struct NoticeSender: Sendable {
  private let dependencies: RunDependencies
  private let folder: String
  /// The time limit for one channel in seconds.
  private let timeLimit: Double

  /// A sender for the channels of a job whose file is in `folder`.
  init(folder: String, _ dependencies: RunDependencies, timeLimit: Double) {
    (self.folder, self.dependencies, self.timeLimit) = (folder, dependencies, timeLimit)
  }

  /// Sends `notice` to `channel`. A ping without an address for failures gets no notice of failures.
  ///
  /// - Throws: `NoticeProblem` if the channel could not be told, `CancellationError`.
  func send(_ notice: Notice, over channel: NoticeChannel) async throws {
    do {
      switch channel.kind {
      case .command(let command): try await inTime { try await run(command, notice) }
      case .webhook(let address, let own):
        var request = try request(to: address, own)
        request.method = "POST"
        request.body = CanonicalJSON.bytes(notice.json)
        request.headers.append(HeaderField("Content-Type", "application/json"))
        // A redirect could lose the posted notice, or disclose it to another server.
        request.limits.maximumRedirects = 0
        try await fetch(request)
      case .ping(let address, let failure):
        let isGood = notice.event == .published || notice.event == .test
        guard let address = isGood ? address : failure else { return }
        try await fetch(try request(to: address))
      }
    } catch let failure as Failure {
      throw NoticeProblem(reason: failure.message)
    }
  }

  private func fetch(_ request: FetchRequest) async throws {
    try await inTime {
      do throws(FetchError) { _ = try await dependencies.fetcher.fetch(request) } catch {
        if error.cause == .cancelled { throw CancellationError() }
        throw NoticeProblem(reason: error.description)
      }
    }
  }

  private func request(
    to address: NoticeAddress, _ own: ListRequest? = nil
  ) throws -> FetchRequest {
    let key = try own?.key.secret(neededBy: "the channel", in: dependencies.environment)
    let url = try url(of: address, key: key)
    var request = FetchRequest(url: url)
    request.hideAddress(andKey: key)
    request.headers = (own?.headers ?? []).map {
      HeaderField($0.name, RequestText.filled($0.value, key: key))
    }
    request.limits = FetchLimits(connect: timeLimit, total: timeLimit, bytes: 1 << 20, redirects: 5)
    request.retry = retry
    return request
  }

  private func url(of address: NoticeAddress, key: String?) throws -> String {
    switch address {
    case .url(let text): return URLTemplate(text).url(key: key, folder: folder)
    case .secret(let source):
      let secret = try source.secret(
        neededBy: "the channel", as: "an address", in: dependencies.environment)
      guard let secret, URLTemplate(secret).isWeb else {
        throw NoticeProblem(reason: "the address of the channel is not an http or https URL")
      }
      return secret
    }
  }

  private var retry: RetryPolicy { RetryPolicy(attempts: 3) }

  private func run(_ command: ListCommand, _ notice: Notice) async throws {
    var call = ProgramCall(
      command.words.map { NoticeChannel.filled($0, notice.variables) }, of: command, in: folder,
      environment: dependencies.environment)
    call.input = CanonicalJSON.bytes(notice.json)
    call.timeLimit = timeLimit
    for attempt in 1... {
      do {
        _ = try await call.run()
        return
      } catch let problem as ProgramProblem {
        guard attempt < retry.attempts else {
          throw NoticeProblem(
            reason: "the command \(call.name) \(problem.reason), after \(attempt) attempts")
        }
        try await dependencies.sleep(retry.pause(afterAttempt: attempt, random: dependencies.random()))
      }
    }
  }

  /// Does `work`, and fails if it takes longer than the time limit.
  private func inTime(_ work: @escaping @Sendable () async throws -> Void) async throws {
    guard try await within(timeLimit, work) != nil else {
      throw NoticeProblem(reason: "the channel took longer than \(timeLimit) seconds")
    }
  }
}

extension FetchRequest {
  /// Hides `key` and everything of the address except its host.
  mutating func hideAddress(andKey key: String?) {
    hidesPath = true
    let path = url.firstRange(of: "://").map {
      url[$0.upperBound...].drop { $0 != "/" && $0 != "?" }.dropFirst()
    }
    // A short path is not a secret, and could occur in other text by chance.
    secrets = [key, path.map(String.init)].compactMap(\.self).filter { $0.utf8.count >= 6 || $0 == key }
  }
}
