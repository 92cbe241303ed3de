/// How entries are enriched through OMDb, and how the two are merged.
public struct Enrichment: Sendable, Hashable {
  /// Who wins where both have a field.
  public enum Precedence: String, Sendable, Hashable, CaseIterable {
    case enrichment, source
  }

  /// The source's URL; with `{id}` where the id is part of it, else `?apikey=…&i=…` is added.
  public var url: String
  /// Where the key comes from.
  public var key: KeySource
  /// Seconds for which a stored answer is used again.
  public var maxAge = 7.0 * 86_400
  /// Calls allowed a day for one key.
  public var callsPerDay = 1000
  /// Requests in flight together.
  public var concurrency = 6
  /// Attempts for one item before it is a dead letter.
  public var attempts = 4
  /// Seconds until a connection must stand.
  public var connectTimeout = 10.0
  /// Seconds until the whole answer must be there.
  public var totalTimeout = 30.0
  /// The only hosts that may be asked, by redirects too: names, or `*.example.org` for all hosts below one; `nil` for
  /// any.
  public var hosts: [String]?
  /// The fields kept of an answer, by their names in the entry; `nil` for all.
  public var fields: [String]?
  /// Who wins where both have a field.
  public var precedence = Precedence.enrichment
  /// Fields that the merged entry goes without.
  public var drop: [String] = []
}
