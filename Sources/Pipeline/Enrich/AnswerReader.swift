public import JSON
public import Jobs
import ListSources
public import RankingModel

/// Why an answer cannot be used.
public struct AnswerFailure: Error, Sendable, Hashable {
  /// What a failure means for the run.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Every other item would fail too: the run must stop asking.
    case fatalForRun
    /// This item has no answer; others may have one.
    case aboutItem
    /// Asking again later may help.
    case transient
  }

  /// What the failure means for the run.
  public var kind: Kind
  /// What went wrong and what to do, in one bounded line.
  public var message: String

  /// A failure.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// Reads an API's answer about one item, as the enrichment of a job describes it.
public struct AnswerReader: Sendable {
  private let enrichment: Enrichment
  private var name: String { enrichment.sourceName }

  /// A reader for answers that `enrichment` describes.
  public init(_ enrichment: Enrichment) { self.enrichment = enrichment }

  /// The fields of the answer in `body`, by their names in entries and in canonical order. The answer came with `status` when the
  /// API was asked about `asked`. Fields that are absent or cannot be read as their type are left out.
  ///
  /// - Throws: `AnswerFailure` if the body is no answer about the item, or has no value for a required field.
  public func fields(status: Int, body: [UInt8], asked: ItemID) throws(AnswerFailure) -> [JSONMember] {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONReader.read(body, limits: JSONLimits(values: 10_000))
    } catch { throw failure(status: status, body: body, error) }
    if let text = errorText(of: document) { throw failure(status: status, saying: text) }
    if let failure = failure(status: status) { throw failure }
    let object = try object(of: document, status, asked)
    var fields: [JSONMember] = []
    for field in enrichment.fields {
      if let value = try? FieldReader(field).value(in: object) {
        fields.append(JSONMember(field.name, value))
      } else if field.isRequired {
        throw AnswerFailure(.aboutItem, "the answer of \(name) has no \(field.name): it was refused")
      }
    }
    return CanonicalJSON.sorted(fields)
  }

  /// The error text in the document; `nil` if there is none.
  private func errorText(of document: JSONValue) -> String? {
    for pointer in enrichment.errors.at {
      guard let value = pointer.value(in: document), !TypedValue.isAbsent(value),
        let text = TypedValue.text(value)
      else { continue }
      return enrichment.errors.success.contains(text) ? nil : text
    }
    return nil
  }

  /// The object about the item that was asked about.
  private func object(
    of document: JSONValue, _ status: Int, _ asked: ItemID
  ) throws(AnswerFailure) -> JSONValue {
    let item = SafeText.start(of: asked.description)
    let object = enrichment.item.value(in: document) ?? .null
    if object == .null, enrichment.item != .document {
      throw AnswerFailure(
        .aboutItem, "\(name) has no answer about \(item): no value at \"\(enrichment.item)\"")
    }
    guard object.members != nil else {
      throw AnswerFailure(.transient, "\(name) sent \(object.kind), not an answer (status \(status))")
    }
    guard let identity = enrichment.identity else { return object }
    guard let id = identity.value(in: object).flatMap(TypedValue.text) else {
      throw AnswerFailure(
        .aboutItem, "the answer of \(name) does not say which item it is about: it was refused")
    }
    guard ItemID(spelled: id) == asked else {
      let other = SafeText.start(of: id)
      throw AnswerFailure(
        .aboutItem, "\(name) was asked about \(item) and answered about \(other): the answer was refused")
    }
    return object
  }

  /// The meaning of an error text.
  private func failure(status: Int, saying text: String) -> AnswerFailure {
    let quoted = "\"\(SafeText.start(of: text, limit: 120))\""
    if enrichment.errors.stop.contains(text) {
      return AnswerFailure(.fatalForRun, "\(name) refused: \(quoted)")
    }
    if !enrichment.errors.absent.contains(text), let failure = failure(status: status) { return failure }
    return AnswerFailure(.aboutItem, "\(name) says \(quoted)")
  }

  /// The meaning of a status alone; `nil` if the status promises an answer.
  private func failure(status: Int) -> AnswerFailure? {
    switch status {
    case 200...299, 304: nil
    case 401, 403:
      AnswerFailure(
        .fatalForRun,
        enrichment.key == .none
          ? "\(name) refused to answer (status \(status))"
          : "\(name) rejected the key (status \(status)); check the key that the job names")
    case 408, 425, 429, 500...:
      AnswerFailure(.transient, "\(name) is temporarily unavailable (status \(status)); try again later")
    default: AnswerFailure(.aboutItem, "\(name) gives no answer about this item (status \(status))")
    }
  }

  /// The meaning of an answer that is not JSON.
  private func failure(status: Int, body: [UInt8], _ error: JSONError) -> AnswerFailure {
    if status != 404, WebPage.isLikely(body) {
      return AnswerFailure(
        .transient, "a web page, not an answer, came from \(name) (status \(status)); try again later")
    }
    if let failure = failure(status: status) { return failure }
    let fault = body.isEmpty ? "empty (status \(status))" : "not JSON: \(error.description)"
    return AnswerFailure(.transient, "the answer of \(name) is \(fault); try again later")
  }
}
