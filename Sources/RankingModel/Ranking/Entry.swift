public import JSON

/// One ranked row of a day.
public struct Entry: Sendable, Hashable {
  /// The place on the chart, 1 for the first.
  public var rank: Int
  /// The item's identity.
  public var id: ItemID
  /// The title on that day.
  public var title: String
  /// The other fields, sorted by name in canonical order; values are numbers, strings, booleans or lists.
  public private(set) var fields: [JSONMember]

  /// An entry with further `fields`, in any order.
  public init(rank: Int, id: ItemID, title: String, fields: [JSONMember] = []) {
    (self.rank, self.id, self.title) = (rank, id, title)
    self.fields = CanonicalJSON.sorted(fields)
  }

  /// Whether both are equal, byte for byte.
  public static func == (left: Entry, right: Entry) -> Bool {
    left.rank == right.rank && left.id == right.id && left.title.hasBytes(of: right.title)
      && left.fields == right.fields
  }

  /// The value of the field `name`, or `nil`. Setting `nil` removes the field.
  public subscript(name: String) -> JSONValue? {
    get { fields.first { $0.isNamed(name) }?.value }
    set {
      fields.removeAll { $0.isNamed(name) }
      guard let newValue else { return }
      let place = fields.firstIndex { CanonicalJSON.precedes(name, $0.key) } ?? fields.endIndex
      fields.insert(JSONMember(name, newValue), at: place)
    }
  }

  /// `entries` sorted by rank; entries of one rank keep their order.
  package static func byRank(_ entries: [Entry]) -> [Entry] {
    // Most lists are in the order of rank already, but not all.
    if zip(entries, entries.dropFirst()).allSatisfy({ $0.rank <= $1.rank }) { return entries }
    // Sorting is stable.
    return entries.sorted { $0.rank < $1.rank }
  }

  /// The first row of each item among `entries`. A list may have several rows with one id: they are about one item.
  package static func firstRows(_ entries: [Entry]) -> [Entry] {
    var seen = Set<ItemID>(minimumCapacity: entries.count)
    return entries.filter { seen.insert($0.id).inserted }
  }

  /// The entry as one flat JSON object.
  public var json: JSONValue {
    .object(
      [
        JSONMember("rank", JSONValue(rank)), JSONMember("id", .string(id.description)),
        JSONMember("title", .string(title)),
      ] + fields)
  }

  /// The entry that `json` describes; `nil` where rank, id or title is missing or of another type.
  public init?(json: JSONValue) {
    guard let members = json.members, let rank = json["rank"]?.exactInteger, let id = json["id"]?.string,
      let title = json["title"]?.string
    else { return nil }
    self.init(
      rank: rank, id: ItemID(id), title: title,
      fields: members.filter { $0.key != "rank" && $0.key != "id" && $0.key != "title" })
  }

  /// Appends the entry in canonical form.
  func appendCanonical(to output: inout [UInt8]) {
    // The fields are sorted already: only id, rank and title have to be merged in.
    var own = ["id", "rank", "title"][...]
    var separator = UInt8(ascii: "{")
    func append(_ name: String, _ value: JSONValue) {
      CanonicalJSON.appendMember(name, value, after: &separator, to: &output)
    }
    func appendOwn(_ name: String) {
      switch name {
      case "id": append(name, .string(id.description))
      case "rank": append(name, JSONValue(rank))
      default: append(name, .string(title))
      }
    }
    for field in fields {
      while let name = own.first, CanonicalJSON.precedes(name, field.key) {
        appendOwn(name)
        own.removeFirst()
      }
      append(field.key, field.value)
    }
    for name in own { appendOwn(name) }
    output.append(UInt8(ascii: "}"))
  }
}
