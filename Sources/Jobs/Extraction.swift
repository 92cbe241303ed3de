public import HTTPFetch
public import JSON

/// Where a list comes from, its format, and the limits on fetching it.
public struct Extraction: Sendable, Hashable {
  /// The URL, with the parts of the day and `{key}` as variables; empty if `command` gives the list.
  public var url: String
  /// The places of the rows in the document: arrays, which are joined in this order. The token `*` stands for every element of an
  /// array, or every member of an object.
  public var items: [JSONPointer]
  /// The program that prints the list; `nil` if the list comes from `url`.
  public var command: ListCommand?
  /// The format of every list; `nil` if the address of each list decides.
  public var format: ListFormat?
  /// The separator between the values in a line of CSV.
  public var delimiter: Character = ","
  /// The field that gets the member's name, if the rows are the members of an object; `nil` if the rows are the elements of an
  /// array.
  public var keyName: String?
  /// The place of the date that the list names itself: in the document, or in the first row if each row is a line. `nil` if it
  /// names none.
  public var date: JSONPointer?
  /// The form of a request to a server.
  public var request = ListRequest()
  /// How the list continues over several pages; `nil` if it is one document. A file holds the pages as an array.
  public var pages: ListPages?
  /// The largest allowed size of the unpacked document, in bytes.
  public var maximumSize = 64 << 20
  /// Seconds until a connection must be established.
  public var connectTimeout = 10.0
  /// Seconds until the whole answer must have arrived, or the command must have ended.
  public var totalTimeout = 60.0
  /// The most redirects that are followed.
  public var redirects = 5
  /// Attempts in all.
  public var attempts = 4
  /// The only hosts that may be asked, also for past days and after redirects: names, or `*.example.org` for all hosts below one;
  /// `nil` for any.
  public var hosts: [String]?

  /// A list at `url` in one document.
  package init(url: String, items: [JSONPointer] = [.document]) { (self.url, self.items) = (url, items) }

  /// Where today's list comes from.
  public var source: ListSource { command.map { .command($0) } ?? .address(URLTemplate(url)) }

  /// The format of the list that came from `address`: the job file's `format`, or else the one of the ending of `address`, or
  /// else that of the ending of `url`, or else JSON.
  public func format(at address: String) -> ListFormat {
    // The last word of a command is not the name of its output.
    let address = address.hasPrefix("command:") ? "" : address
    return format ?? ListFormat(ending: address) ?? ListFormat(ending: url) ?? .json
  }
}

/// The format of a list.
public enum ListFormat: String, Sendable, Hashable, CaseIterable {
  /// One JSON document.
  case json
  /// A JSON object on each line.
  case jsonLines = "json-lines"
  /// Values separated by commas; the first line holds their names.
  case csv
  /// Values separated by tabs; the first line holds their names.
  case tsv

  /// Whether each row is a line of its own.
  public var isLines: Bool { self != .json }

  /// The format of a file with this name or URL; `nil` if its ending tells none.
  package init?(ending url: String) {
    var path = url.lowercased()
    // Only on the web do `?` and `#` end the path. Elsewhere they are ordinary characters.
    if path.hasPrefix("http") { path = String(path.prefix { $0 != "?" && $0 != "#" }) }
    if path.hasSuffix(".gz") { path.removeLast(3) }
    let endings: [(String, ListFormat)] = [
      (".json", .json), (".jsonl", .jsonLines), (".ndjson", .jsonLines), (".csv", .csv), (".tsv", .tsv),
      (".tab", .tsv),
    ]
    guard let format = endings.first(where: { path.hasSuffix($0.0) })?.1 else { return nil }
    self = format
  }
}

/// Where a list comes from.
public enum ListSource: Sendable, Hashable {
  /// An address on a server, or a `file:` URL.
  case address(URLTemplate)
  /// A program's standard output.
  case command(ListCommand)
  /// Bytes that a person supplied, and a name for them.
  case input([UInt8], name: String)

  /// Whether the address or command differs from day to day, or from week to week. `true` for an input, which is for one day.
  public var namesDay: Bool { span != nil }

  /// Whether the address or command is the same on all days of a week.
  public var namesWeek: Bool { span == .week }

  private var span: DayVariable.Span? {
    switch self {
    case .address(let template): template.span
    case .command(let command): command.span
    case .input: .day
    }
  }

  /// Whether the source is local: reading it costs nothing and waits for no server.
  public var isLocal: Bool {
    switch self {
    case .address(let template): template.scheme == "file"
    case .command: false
    case .input: true
    }
  }

  /// Whether the source is on a server.
  public var isWeb: Bool { if case .address = self { !isLocal } else { false } }
}

/// A request for a list to a server.
public struct ListRequest: Sendable, Hashable {
  /// The HTTP method.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  /// The body of a request.
  public enum Body: Sendable, Hashable {
    /// A text that may contain variables.
    case text(String)
    /// A JSON value whose texts may contain variables.
    case json(JSONValue)
  }

  /// The HTTP method.
  public var method = Method.get
  /// The headers; their values may contain variables.
  public var headers: [HeaderField] = []
  /// The body; `nil` for none.
  public var body: Body?
  /// Where the key comes from, which replaces `{key}`.
  public var key = KeySource.none
}

/// How a list continues over several pages, each of them a JSON document.
public struct ListPages: Sendable, Hashable {
  /// How to find the next page.
  public enum Next: Sendable, Hashable {
    /// A parameter that counts from `from` in steps of `step`, until a page has no rows.
    case count(parameter: String, from: Int, step: Int)
    /// The next page's address, which is in the page.
    case address(JSONPointer)
    /// The next page's address in the header `Link` (RFC 8288).
    case linkHeader
    /// A cursor in the page, which the next request sends as a parameter.
    case cursor(JSONPointer, parameter: String)
  }

  /// How to find the next page.
  public var next: Next
  /// The most pages that a list may have.
  public var atMost = 100
}

/// A program that a job calls to print a list or to deliver a notice.
public struct ListCommand: Sendable, Hashable {
  /// The program and its arguments, which may contain variables.
  public var words: [String]
  /// The names of the environment variables that the program gets, besides `PATH`, `HOME`, `LANG` and `TZ`.
  public var environment: [String] = []

  /// The kind of period that the variables tell apart.
  var span: DayVariable.Span? {
    DayVariable.span(words.reduce(into: []) { $0.formUnion(RequestText.names(in: $1)) })
  }
}
