import JSON
import RankingModel
import Storage

/// The content of a lease: `leases/<number>.json`.
struct LeaseFile: Sendable, Hashable {
  var number: Int
  /// No other lease has the same id: a storage may take a file of the same bytes for one that it created itself.
  var id = newIdentifier()
  /// Who holds it, for messages to others.
  var holder: String
  var end: Instant
  /// Whether the holder gave it back.
  var isGivenBack: Bool

  /// Whether another process may take the next number.
  func isOver(at now: Instant) -> Bool {
    isGivenBack || end.advanced(bySeconds: Lease.allowance) <= now
  }

  var words: String { "\(holder), until \(end)" }

  var file: StoredFile {
    let json: JSONValue = [
      "number": JSONValue(number), "id": .string(id), "holder": .string(holder),
      "end": .string(end.description), "given_back": .bool(isGivenBack),
    ]
    return StoredFile(.lease(number), StoredJSON.bytes(json))
  }

  init(number: Int, holder: String, end: Instant, isGivenBack: Bool) {
    (self.number, self.holder, self.end, self.isGivenBack) = (number, holder, end, isGivenBack)
  }

  /// Reads a lease from the content of the file `key`.
  ///
  /// - Throws: what `StoredJSON.read` throws; `RecordError` if the content is no lease.
  init(_ bytes: [UInt8], at key: StorageKey) throws {
    let json = try StoredJSON.read(bytes, at: key)
    guard let number = json["number"]?.exactInteger, let id = json["id"]?.string,
      let holder = json["holder"]?.string,
      let end = json["end"]?.string.flatMap({ Instant($0) }), let isGivenBack = json["given_back"]?.bool
    else { throw RecordError("it is no lease") }
    self.init(number: number, holder: holder, end: end, isGivenBack: isGivenBack)
    self.id = id
  }
}
