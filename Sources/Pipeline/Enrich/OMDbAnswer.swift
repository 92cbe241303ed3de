public import JSON
import Jobs
import ListSources
public import RankingModel

/// Why an answer of OMDb is no answer.
public struct OMDbFailure: Error, Sendable, Hashable {
  /// What follows from a failure.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Every other item would fail likewise: asking must stop.
    case fatalForRun
    /// This item has no answer; others may have one.
    case aboutItem
    /// Asking again later may help.
    case transient
  }

  /// What follows.
  public var kind: Kind
  /// What went wrong and what to do, in one bounded line.
  public var message: String

  /// A failure.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// What OMDb says of one item.
public enum OMDbAnswer {
  /// The fields of the answer in `body`, which came with `status` when OMDb was asked about `asked`: by the names that they
  /// have in entries, in canonical order. Those that are absent or cannot be read by their type are left out.
  public static func fields(
    status: Int, body: [UInt8], asked: ItemID
  ) throws(OMDbFailure) -> [JSONMember] {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONReader.read(body, limits: JSONLimits(values: 10_000))
    } catch {
      throw failure(status: status, body: body, error)
    }
    guard json.members != nil else {
      throw OMDbFailure(.transient, "OMDb sent \(json.kind), not an answer (status \(status))")
    }
    if let error = json["Error"]?.string { throw failure(status: status, error: error) }
    if let failure = failure(status: status) { throw failure }
    let item = SafeText.start(of: asked.description)
    guard json["Response"]?.string?.lowercased() != "false" else {
      throw OMDbFailure(.aboutItem, "OMDb has no answer about \(item), and gives no reason")
    }
    guard let id = json["imdbID"]?.string else {
      throw OMDbFailure(.aboutItem, "OMDb's answer does not say which item it is about: it was refused")
    }
    guard ItemID(spelled: id) == asked else {
      let other = SafeText.start(of: id)
      throw OMDbFailure(
        .aboutItem, "OMDb was asked about \(item) and answered about \(other): the answer was refused")
    }
    let fields = OMDbPreset.columns.compactMap { column -> JSONMember? in
      guard let raw = json[column.source], let value = try? value(of: raw, column) else { return nil }
      return JSONMember(column.name, value)
    }
    return CanonicalJSON.sorted(fields)
  }
}

extension OMDbAnswer {
  /// What becomes of one member of an answer; `nil` where it is absent.
  fileprivate static func value(of raw: JSONValue, _ column: OMDbPreset.Column) throws(FieldProblem)
    -> JSONValue?
  {
    switch column.source {
    case "Year": try year(raw)
    case "Ratings": ratings(raw)
    default: try TypedValue.read(raw, as: column.type)
    }
  }

  /// A year as a number, or the years of a series, such as "1994–1998", as they are.
  private static func year(_ raw: JSONValue) throws(FieldProblem) -> JSONValue? {
    guard let text = try TypedValue.read(raw, as: .string)?.string else { return nil }
    if case .value(let year) = NumberText.integer(text) { return .integer(year) }
    return .string(text)
  }

  /// `[{"Source": "Metacritic", "Value": "82/100"}]` as `["Metacritic: 82/100"]`.
  private static func ratings(_ raw: JSONValue) -> JSONValue? {
    let texts = (raw.array ?? []).compactMap { rating -> JSONValue? in
      guard let source = rating["Source"]?.string, let value = rating["Value"]?.string, value != "N/A" else {
        return nil
      }
      return .string("\(source): \(value)")
    }
    return texts.isEmpty ? nil : .array(texts)
  }

  /// What an error that OMDb reports means.
  private static func failure(status: Int, error: String) -> OMDbFailure {
    switch error {
    case "Invalid API key!":
      OMDbFailure(
        .fatalForRun, "OMDb rejected the API key (\"Invalid API key!\"); check the key that the job names")
    case "No API key provided.":
      OMDbFailure(.fatalForRun, "OMDb was asked without a key; set the key that the job names")
    case "Request limit reached!":
      OMDbFailure(
        .fatalForRun, "the key's calls for today are used up (\"Request limit reached!\"); go on tomorrow")
    case "Incorrect IMDb ID.", "Error getting data.", "Movie not found!":
      OMDbFailure(.aboutItem, "OMDb says \"\(error)\"")
    default:
      failure(status: status)
        ?? OMDbFailure(.aboutItem, "OMDb says \"\(SafeText.start(of: error, limit: 120))\"")
    }
  }

  /// What a status alone means; `nil` where it promises an answer.
  private static func failure(status: Int) -> OMDbFailure? {
    switch status {
    case 200...299, 304: nil
    case 401:
      OMDbFailure(.fatalForRun, "OMDb rejected the API key (status 401); check the key that the job names")
    case 408, 425, 429, 500...:
      OMDbFailure(.transient, "OMDb is not in order (status \(status)); try again later")
    default: OMDbFailure(.aboutItem, "OMDb gives no answer about this item (status \(status))")
    }
  }

  /// What an answer means that is not JSON.
  private static func failure(status: Int, body: [UInt8], _ error: JSONError) -> OMDbFailure {
    if WebPage.isLikely(body) {
      return OMDbFailure(
        .transient, "a web page, not an answer, came from OMDb (status \(status)); try again later")
    }
    if let failure = failure(status: status) { return failure }
    let fault = body.isEmpty ? "empty (status \(status))" : "not JSON: \(error.description)"
    return OMDbFailure(.transient, "OMDb's answer is \(fault); try again later")
  }
}
