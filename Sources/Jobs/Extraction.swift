public import HTTPFetch
public import JSON

/// Where a list comes from, how it is written, and what bounds its fetching.
public struct Extraction: Sendable, Hashable {
  /// The URL with the parts of the day and `{key}` still in it; empty where `command` gives the list.
  public var url: String
  /// Where in the document the rows stand: arrays that are joined in this order. The token `*` stands for every element of an
  /// array, or every member of an object.
  public var items: [JSONPointer]
  /// The program that prints the list, where no URL has it.
  public var command: ListCommand?
  /// How every list is written; `nil` where the address of each list tells it.
  public var format: ListFormat?
  /// What stands between the values of a line of CSV.
  public var delimiter: Character = ","
  /// The rows are the members of an object, and each row gets its member's name under this one; `nil` where they are the
  /// elements of an array.
  public var keyName: String?
  /// Where the list names its own date: in the document, or in the first row of a list of lines; `nil` where it does not.
  public var date: JSONPointer?
  /// How a server is asked.
  public var request = ListRequest()
  /// How the list goes on over several pages, which a file holds in an array; `nil` where it is one document.
  public var pages: ListPages?
  /// The document may not be larger than this when unpacked, in bytes.
  public var maximumSize = 64 << 20
  /// Seconds until a connection must stand.
  public var connectTimeout = 10.0
  /// Seconds until the whole answer must be there, or the command must have ended.
  public var totalTimeout = 60.0
  /// Redirects followed at most.
  public var redirects = 5
  /// Attempts in all.
  public var attempts = 4
  /// The only hosts that may be asked, for past days too and by redirects: names, or `*.example.org` for all hosts
  /// below one; `nil` for any.
  public var hosts: [String]?

  /// A list at `url` that is one document.
  package init(url: String, items: [JSONPointer] = [.document]) { (self.url, self.items) = (url, items) }

  /// Where today's list comes from.
  public var source: ListSource { command.map { .command($0) } ?? .address(URLTemplate(url)) }

  /// How the list that came from `address` is written: as the job file says; or else as the ending of that address says, or that
  /// of `url`; or else in JSON.
  public func format(at address: String) -> ListFormat {
    // The last word of a command is no name of its output.
    let address = address.hasPrefix("command:") ? "" : address
    return format ?? ListFormat(ending: address) ?? ListFormat(ending: url) ?? .json
  }
}

/// How a list is written.
public enum ListFormat: String, Sendable, Hashable, CaseIterable {
  /// One JSON document.
  case json
  /// A JSON object on each line.
  case jsonLines = "json-lines"
  /// Values between commas, the first line their names.
  case csv
  /// Values between tabulators, the first line their names.
  case tsv

  /// Whether each row is a line of its own.
  public var isLines: Bool { self != .json }

  /// The format of a file of this name or URL; `nil` where its ending says nothing.
  package init?(ending url: String) {
    var path = url.lowercased()
    // Elsewhere than on the web these are signs like others.
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
  /// A server, or a file of its own for each day.
  case address(URLTemplate)
  /// A program's standard output.
  case command(ListCommand)
  /// Bytes that somebody gave, and what they are called.
  case input([UInt8], name: String)

  /// Whether what is asked for differs from day to day, or from week to week.
  public var namesDay: Bool { span != nil }

  /// Whether what is asked for is the same on all days of a week.
  public var namesWeek: Bool { span == .week }

  private var span: DayVariable.Span? {
    switch self {
    case .address(let template): template.span
    case .command(let command): command.span
    case .input: .day
    }
  }

  /// Whether it is at hand: asking costs nothing and waits for nobody.
  public var isLocal: Bool {
    switch self {
    case .address(let template): template.scheme == "file"
    case .command: false
    case .input: true
    }
  }

  /// Whether a server is asked.
  public var isWeb: Bool { if case .address = self { !isLocal } else { false } }
}

/// How a server is asked for a list.
public struct ListRequest: Sendable, Hashable {
  /// What is asked of the server.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  /// What is sent to the server.
  public enum Body: Sendable, Hashable {
    /// A text, with variables in it.
    case text(String)
    /// A JSON value, with variables in its texts.
    case json(JSONValue)
  }

  /// What is asked of the server.
  public var method = Method.get
  /// The headers; in their values, variables.
  public var headers: [HeaderField] = []
  /// What is sent.
  public var body: Body?
  /// Where the key comes from that `{key}` stands for.
  public var key = KeySource.none
}

/// How a list goes on over several pages, each a JSON document.
public struct ListPages: Sendable, Hashable {
  /// What leads from one page to the next.
  public enum Next: Sendable, Hashable {
    /// A parameter that counts from `from` in steps of `step`, until a page has no rows.
    case count(parameter: String, from: Int, step: Int)
    /// The next page's address in the page.
    case address(JSONPointer)
    /// The next page's address in the header `Link` (RFC 8288).
    case linkHeader
    /// A mark in the page, which a parameter repeats.
    case cursor(JSONPointer, parameter: String)
  }

  /// What leads from one page to the next.
  public var next: Next
  /// A list has no more pages than this.
  public var atMost = 100
}

/// A program that a job calls, to print a list or to tell of one.
public struct ListCommand: Sendable, Hashable {
  /// The program and its arguments, with variables still in them.
  public var words: [String]
  /// The names of environment variables that the program gets, besides a few that say nothing of anybody.
  public var environment: [String] = []

  /// What its variables tell apart.
  var span: DayVariable.Span? {
    DayVariable.span(words.reduce(into: []) { $0.formUnion(RequestText.names(in: $1)) })
  }
}
