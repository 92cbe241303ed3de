import AWS
import HTTPFetch
import LakeStore
import Operations
import RankingModel
import Storage

extension Workplace {
  /// The workplace that a command's options and its environment name. It writes its messages to `terminal`.
  ///
  /// - Parameter usesLake: whether the lake will be used.
  init(_ terminal: Terminal, usesLake: Bool = true) async throws(Failure) {
    let (context, options) = (terminal.context, terminal.options)
    // Leave enough of the open-file limit for the lake's own files.
    let connections = max(2, min(16, openFileLimit() / 8))
    let logger = terminal.logger
    let fetcher = CurlFetcher(maximumConnections: connections, version: marqueeVersion, logger: logger)
    self.init(
      place: try await terminal.place(options.address(context.environment), isAsked: usesLake),
      jobs: GlobalOptions.jobs(options.jobsFolder, context.environment),
      options: Lake.Options(
        command: context.commandLine, lockWait: options.lockPatience.seconds, program: marqueeVersion,
        waiting: { terminal.say("waiting for \($0)") },
        noticing: { terminal.say("warning: \($0)") },
        clock: context.clock),
      environment: context.environment,
      fetcher: fetcher, logger: logger)
    let secrets = SecretStore { () throws(Failure) in
      AWSClient(try AWSAccess(environment: context.environment, fetcher: fetcher), fetcher: fetcher)
    }
    secret = { name throws(Failure) in try await secrets.secret(name) }
    otherLake = { text throws(Failure) in try await terminal.place(options.address(of: text)) }
    warning = { terminal.warn($0) }
    whileWorking = { stop in StopSignals(stop: stop).restore }
    asking = { workplace, words, instant in
      try await ClaimQuestion(words).answer(workplace, asOf: instant, context)
    }
    // A copy checks the claims of the other lake.
    let spelling: @Sendable (LakePlace) -> CommandSpelling = { place in
      var spelling = terminal.spelling
      spelling.lake = options.address(of: place.name)
      return spelling
    }
    onBrokenClaim = { check, place in terminal.warn(check.warning(spelling(place))) }
    onEarlierBrokenClaims = { count, place in
      terminal.warn(ClaimCheck.warning(ofEarlier: count, spelling(place)))
    }
  }

}

extension Terminal {
  /// The lake at `address`.
  ///
  /// - Parameter isAsked: whether the lake will be used.
  func place(_ address: LakeAddress, isAsked: Bool = true) async throws(Failure) -> LakePlace {
    let (fetcher, width) = wideFetcher
    return try await address.place(context, fetcher, width: width, isAsked: isAsked)
  }

  /// The place for files at `text`, which is a folder or `s3://bucket/prefix`.
  func files(at text: String) throws(Failure) -> any FilePlace {
    let (fetcher, width) = wideFetcher
    return try options.address(of: text).files(context.environment, fetcher, width: width)
  }

  /// A fetcher for a bucket, and how many requests it may send at once.
  private var wideFetcher: (CurlFetcher, width: Int) {
    let width = max(2, min(32, openFileLimit() / 8))
    return (CurlFetcher(maximumConnections: width, version: marqueeVersion, logger: logger), width)
  }

  /// The spelling of commands about the lake and the jobs of this command line.
  var spelling: CommandSpelling {
    CommandSpelling(
      lake: options.address(context.environment),
      jobs: GlobalOptions.jobs(options.jobsFolder, context.environment).path)
  }
}

extension GlobalOptions {
  /// The address of the lake: from the option, otherwise from the environment, otherwise the default.
  static func lake(_ option: String?, _ environment: [String: String]) -> LakeAddress {
    LakeAddress(text: folder(option, environment["MARQUEE_LAKE"], or: "data/lake"))
  }

  /// The address of the lake that these options and the environment name.
  func address(_ environment: [String: String]) -> LakeAddress {
    address(of: GlobalOptions.lake(lake, environment).text)
  }

  /// The address of the lake at `text`. If it is in a bucket, these options say how to reach it.
  func address(of text: String) -> LakeAddress {
    var address = GlobalOptions.lake(text, [:])
    guard address.isBucket else { return address }
    (address.endpoint, address.region, address.isSingleWriter) = (s3Endpoint, s3Region, singleWriter)
    return address
  }

  /// The folder of the job files: from the option, otherwise from the environment, otherwise the default.
  static func jobs(_ option: String?, _ environment: [String: String]) -> JobFolder {
    JobFolder(path: folder(option, environment["MARQUEE_JOBS"], or: "jobs"))
  }

  private static func folder(_ option: String?, _ variable: String?, or usual: String) -> String {
    var path = option ?? (variable?.isEmpty == false ? variable : nil) ?? usual
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }
}
