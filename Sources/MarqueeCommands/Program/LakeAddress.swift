import AWS
import HTTPFetch
import LakeStore
import RankingModel
import Storage

/// The address of a lake on the command line: a folder, or a place in a bucket with the options to reach it.
struct LakeAddress: Sendable {
  /// The folder, or `s3://bucket/prefix`.
  var text: String
  /// The address of the bucket's server, if the command line gives it.
  var endpoint: String?
  /// The bucket's region, if the command line gives it.
  var region: String?
  /// Whether the bucket may be one that replaces existing files.
  var isSingleWriter = false

  /// Whether the address is a place in a bucket.
  var isBucket: Bool { text.hasPrefix(BucketAddress.scheme) }

  /// The lake at the address.
  ///
  /// - Parameters:
  ///   - context: names the folder in which this machine keeps the catalogues of lakes in buckets.
  ///   - fetcher: sends requests, up to `width` at once.
  ///   - isAsked: whether the lake will be used. If not, no request is sent to a bucket.
  func place(
    _ context: CommandContext, _ fetcher: any Fetching, width: Int, isAsked: Bool = true
  ) async throws(Failure) -> LakePlace {
    guard isBucket else {
      try requireFolder()
      return context.place(text)
    }
    let cache = try LakeAddress.cache(context.environment)
    let storage: any Storage =
      if let given = context.storage(text) { given } else { try bucket(context.environment, fetcher, width) }
    guard isAsked else { return LakePlace(storage: storage, folder: cache) }
    return try await LakePlace.shared(storage, cache: cache)
  }

  private func bucket(
    _ environment: [String: String], _ fetcher: any Fetching, _ width: Int
  ) throws(Failure) -> any Storage {
    S3Storage(
      try BucketAddress(text), client: try client(environment, fetcher), width: width,
      allowsSingleWriter: isSingleWriter)
  }

  /// The place at the address, for files that are not part of a lake. See `place` for the parameters.
  func files(
    _ environment: [String: String], _ fetcher: any Fetching, width: Int
  ) throws(Failure) -> any FilePlace {
    if isBucket {
      return BucketPlace(try BucketAddress(text), client: try client(environment, fetcher), width: width)
    }
    try requireFolder()
    return FolderPlace(text)
  }

  /// Refuses an address that is not a bucket's and looks like one, such as `S3://bucket`.
  private func requireFolder() throws(Failure) {
    guard text.contains("://") else { return }
    throw Failure(
      .usage, "\(text) is neither a folder nor a place in a bucket",
      remedy: .words("name a folder, or s3://bucket/prefix"))
  }

  private func client(
    _ environment: [String: String], _ fetcher: any Fetching
  ) throws(Failure) -> AWSClient {
    let access = try AWSAccess(
      environment: environment, s3Endpoint: endpoint, s3Region: region, fetcher: fetcher)
    return AWSClient(access, fetcher: fetcher)
  }

  /// The folder for the catalogues and the work states of lakes in buckets.
  private static func cache(_ environment: [String: String]) throws(Failure) -> String {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.cache" }
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let cache = cache ?? home else {
      throw Failure(
        .usage, "there is no folder for the catalogue of a lake in a bucket: HOME is not set",
        remedy: .words("set HOME, or XDG_CACHE_HOME to a folder for what can be made again"))
    }
    return "\(cache)/marquee"
  }

  /// The command-line options that say how to reach the bucket.
  var bucketOptions: [String] {
    (endpoint.map { ["--s3-endpoint", $0] } ?? []) + (region.map { ["--s3-region", $0] } ?? [])
      + (isSingleWriter ? ["--single-writer"] : [])
  }
}
