public import HTTPFetch
public import JSON

/// How entries are enriched: an HTTP API that answers about one id, and how its answer and the entry are merged.
public struct Enrichment: Sendable, Hashable {
  /// Which value is kept if both the answer and the entry have a field.
  public enum Precedence: String, Sendable, Hashable, CaseIterable {
    case enrichment, source
  }

  /// The error texts of an API. A text that is not listed is an error about the item alone.
  public struct Errors: Sendable, Hashable {
    /// Where in the document an error text may be; the first place that has a value counts.
    public var at: [JSONPointer] = []
    /// Texts that mean success.
    public var success: [String] = []
    /// Texts after which asking about other items is useless: the run stops asking.
    public var stop: [String] = []
    /// Texts that mean that the API has no answer about this item.
    public var absent: [String] = []
  }

  /// The URL, with the variable `{id}` and, if the API wants it there, `{key}`.
  public var url: String
  /// Where the key comes from; `none` if neither `url` nor `headers` contain `{key}`.
  public var key: KeySource
  /// The headers of every request; `{key}` in a value stands for the key.
  public var headers: [HeaderField] = []
  /// The place in the document of the object about the item.
  public var item = JSONPointer.document
  /// The place in that object of its id, which must be the id that was asked about; `nil` if the id is not checked.
  public var identity: JSONPointer?
  /// The error texts of the API.
  public var errors = Errors()
  /// The fields that are read from the object.
  public var fields: [Transformation.Field] = []
  /// Seconds for which a stored answer is used again.
  public var maxAge = 7.0 * 86_400
  /// Calls allowed a day for one host and key, counted over all jobs of a lake.
  public var callsPerDay = 1000
  /// Requests in flight at the same time. The jobs of a process run one after the other, so this limits all requests to a host.
  public var concurrency = 6
  /// Attempts for one item before it is a dead letter.
  public var attempts = 4
  /// Seconds until a connection must be established.
  public var connectTimeout = 10.0
  /// Seconds until the whole answer must have arrived.
  public var totalTimeout = 30.0
  /// The only hosts that may be asked, also after redirects: names, or `*.example.org` for all hosts below one; `nil` for any.
  public var hosts: [String]?
  /// Which value is kept if both the answer and the entry have a field.
  public var precedence = Precedence.enrichment
  /// Fields that the merge removes from the entry.
  public var drop: [String] = []
}

extension Enrichment {
  /// Whether answers are read from files, which need no call budget.
  public var readsFiles: Bool { URLTemplate(url).scheme == "file" }

  /// The API's name in messages: its host.
  public var sourceName: String { URLTemplate(url).host ?? "the source" }
}
