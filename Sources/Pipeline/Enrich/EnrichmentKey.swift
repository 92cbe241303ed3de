import Jobs
import ListSources
import RankingModel

/// The secret that an enrichment source asks for, and the name of its call budget.
struct EnrichmentKey: Sendable {
  /// The key itself. It goes into requests and nowhere else.
  var secret: String
  /// The name under which its calls are counted: the source's host and three digits that tell keys apart but
  /// are far too few to find one by.
  var budget: String

  /// The key that `source` names, for the host of `url`; `nil` where there is none to be had.
  ///
  /// - Throws: `definition` where a key file could be read by others, `storage` where it could not be read.
  static func find(
    _ source: KeySource, url: String, environment: [String: String]
  ) throws(Failure) -> EnrichmentKey? {
    guard let secret = try source.secret(in: environment) else { return nil }
    let host = URLTemplate(url).host ?? "source"
    let digest = ObjectID(of: Array("\(host) \(secret)".utf8)).description.prefix(3)
    return EnrichmentKey(secret: secret, budget: "\(host)#\(digest)")
  }
}
