public import HTTPFetch
public import JSON

/// How entries are enriched: an HTTP API that answers about one id, and how its answer and the entry are merged.
public struct Enrichment: Sendable, Hashable {
  /// Who wins where both have a field.
  public enum Precedence: String, Sendable, Hashable, CaseIterable {
    case enrichment, source
  }

  /// What an answer says where something is wrong. A text that is not listed is about the item alone.
  public struct Errors: Sendable, Hashable {
    /// Where in the document such a text may stand; the first that is there counts.
    public var at: [JSONPointer] = []
    /// Texts that say that nothing is wrong.
    public var success: [String] = []
    /// Texts after which it is no use to ask about other items: the run stops asking.
    public var stop: [String] = []
    /// Texts that say that there is no answer about this item.
    public var absent: [String] = []
  }

  /// The URL with `{id}` and, where the API wants it there, `{key}` still in it.
  public var url: String
  /// Where the key comes from; `none` where neither `url` nor `headers` have `{key}`.
  public var key: KeySource
  /// What is sent with every request; `{key}` in a value stands for the key.
  public var headers: [HeaderField] = []
  /// Where in the document the object about the item stands.
  public var item = JSONPointer.document
  /// Where in the object its id stands, which must be the one that was asked about; `nil` where that is not checked.
  public var identity: JSONPointer?
  /// What an answer says where something is wrong.
  public var errors = Errors()
  /// The fields that are read from the object.
  public var fields: [Transformation.Field] = []
  /// Seconds for which a stored answer is used again.
  public var maxAge = 7.0 * 86_400
  /// Calls allowed a day for one host and key, counted over all jobs of a lake.
  public var callsPerDay = 1000
  /// Requests in flight together. The jobs of a process run one after the other, so it holds for all that ask a host.
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
  /// Who wins where both have a field.
  public var precedence = Precedence.enrichment
  /// Fields that the merged entry goes without.
  public var drop: [String] = []
}

extension Enrichment {
  /// Whether answers are files, which need no budget.
  public var readsFiles: Bool { URLTemplate(url).scheme == "file" }

  /// What messages call the API: its host.
  public var sourceName: String { URLTemplate(url).host ?? "the source" }
}
