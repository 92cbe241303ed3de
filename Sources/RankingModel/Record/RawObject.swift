/// One source answer that a day was made from, kept as it came.
public struct RawObject: Sendable, Hashable {
  /// What the answer was for.
  public enum Role: String, Sendable, Hashable {
    /// The ranked list.
    case list
    /// What the enrichment source said of one item.
    case answer
  }

  /// The object that holds the bytes.
  public var object: ObjectID
  /// What they were for.
  public var role: Role
  /// Where they came from, with every secret taken out.
  public var url: String
  /// When they were fetched.
  public var fetchedAt: Instant
  /// The item an answer is about.
  public var item: ItemID?
  /// How many bytes the object has, unpacked; `nil` in records of the first format.
  public var size: Int?

  /// A raw object and where it came from.
  public init(
    object: ObjectID, role: Role, url: String, fetchedAt: Instant, item: ItemID? = nil, size: Int? = nil
  ) {
    self.object = object
    self.role = role
    self.url = url
    self.fetchedAt = fetchedAt
    self.item = item
    self.size = size
  }

  /// The JSON form.
  public var json: JSONValue {
    var members: [JSONMember] = [
      JSONMember("object", .string(object.description)), JSONMember("role", .string(role.rawValue)),
      JSONMember("url", .string(url)), JSONMember("fetched_at", .string(fetchedAt.description)),
    ]
    if let item { members.append(JSONMember("item", .string(item.description))) }
    if let size { members.append(JSONMember("size", JSONValue(size))) }
    return .object(members)
  }

  /// The raw object that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      object: try reader.objectID("object"), role: try reader.value("role"), url: try reader.string("url"),
      fetchedAt: try reader.instant("fetched_at"), item: json["item"]?.string.map { ItemID($0) },
      size: try reader.optionalInteger("size"))
  }
}
