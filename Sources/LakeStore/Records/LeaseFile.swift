import JSON
import RankingModel
import Storage

/// What a lease says: `leases/<number>.json`.
struct LeaseFile: Sendable, Hashable {
  var number: Int
  /// No other lease has the same: a storage may take one of the same bytes for one that it created itself.
  var id = newIdentifier()
  /// Who has it, for the messages of others.
  var holder: String
  var end: Instant
  /// Whether nobody has it any longer.
  var isGivenBack: Bool

  /// Whether another process may take the next one.
  func isOver(at now: Instant) -> Bool {
    isGivenBack || end.advanced(bySeconds: Lease.allowance) <= now
  }

  var words: String { "\(holder), until \(end)" }

  var file: StoredFile {
    let json: JSONValue = [
      "format": JSONValue(Record.format), "number": JSONValue(number), "id": .string(id),
      "holder": .string(holder), "end": .string(end.description), "given_back": .bool(isGivenBack),
    ]
    return StoredFile(.lease(number), CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")])
  }

  init(number: Int, holder: String, end: Instant, isGivenBack: Bool) {
    (self.number, self.holder, self.end, self.isGivenBack) = (number, holder, end, isGivenBack)
  }

  /// `nil` where `bytes` are no lease.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONReader.read(bytes), let number = json["number"]?.integer,
      let id = json["id"]?.string, let holder = json["holder"]?.string,
      let end = json["end"]?.string.flatMap({ Instant($0) }), let isGivenBack = json["given_back"]?.bool
    else { return nil }
    self.init(number: Int(number), holder: holder, end: end, isGivenBack: isGivenBack)
    self.id = id
  }
}
