/// One source answer that a day was made from, kept as it came.
public struct RawObject: Sendable, Hashable {
  /// What the answer was for.
  public enum Role: String, Sendable, Hashable {
    /// The ranked list.
    case list
    /// What the enrichment source said of one film.
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
  /// The film an answer is about.
  public var film: FilmID?
  /// How many bytes the object has, unpacked; `nil` in records of the first format.
  public var size: Int?

  /// A raw object and where it came from.
  public init(
    object: ObjectID, role: Role, url: String, fetchedAt: Instant, film: FilmID? = nil, size: Int? = nil
  ) {
    self.object = object
    self.role = role
    self.url = url
    self.fetchedAt = fetchedAt
    self.film = film
    self.size = size
  }

  /// The JSON form.
  public var json: JSONValue {
    var members: [JSONMember] = [
      JSONMember("object", .string(object.description)), JSONMember("role", .string(role.rawValue)),
      JSONMember("url", .string(url)), JSONMember("fetchedAt", .string(fetchedAt.description)),
    ]
    if let film { members.append(JSONMember("film", .string(film.description))) }
    if let size { members.append(JSONMember("size", JSONValue(size))) }
    return .object(members)
  }

  /// The raw object that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      object: try reader.objectID("object"), role: try reader.value("role"), url: try reader.string("url"),
      fetchedAt: try reader.instant("fetchedAt"), film: json["film"]?.string.map { FilmID($0) },
      size: try reader.optionalInteger("size"))
  }
}
