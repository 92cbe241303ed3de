/// What the answers of OMDb are made of, and which fields of entries they become (https://www.omdbapi.com).
public enum OMDbPreset {
  /// One member of an answer and the field it becomes.
  public struct Column: Sendable, Hashable {
    /// The member's name in the answer.
    public var source: String
    /// The field's name in an entry.
    public var name: String
    /// What the text of the member is read as.
    public var type: Transformation.FieldType
  }

  /// All members that are read, in the order of OMDb's documentation.
  public static let columns: [Column] = [
    Column(source: "Title", name: "title", type: .string),
    Column(source: "Year", name: "year", type: .integer),
    Column(source: "Rated", name: "rated", type: .string),
    Column(source: "Released", name: "released", type: .date),
    Column(source: "Runtime", name: "runtime", type: .duration),
    Column(source: "Genre", name: "genre", type: .list),
    Column(source: "Director", name: "director", type: .list),
    Column(source: "Writer", name: "writer", type: .list),
    Column(source: "Actors", name: "actors", type: .list),
    Column(source: "Plot", name: "plot", type: .string),
    Column(source: "Language", name: "language", type: .list),
    Column(source: "Country", name: "country", type: .list),
    Column(source: "Awards", name: "awards", type: .string),
    Column(source: "Poster", name: "poster", type: .string),
    Column(source: "Ratings", name: "ratings", type: .list),
    Column(source: "Metascore", name: "metascore", type: .integer),
    Column(source: "imdbRating", name: "imdb_rating", type: .decimal),
    Column(source: "imdbVotes", name: "imdb_votes", type: .integer),
    Column(source: "Type", name: "type", type: .string),
    Column(source: "DVD", name: "dvd", type: .date),
    Column(source: "BoxOffice", name: "box_office", type: .money),
    Column(source: "Production", name: "production", type: .string),
    Column(source: "Website", name: "website", type: .string),
    Column(source: "totalSeasons", name: "total_seasons", type: .integer),
  ]

  /// Every name that the fields of an answer can have.
  public static let fieldNames = columns.map(\.name)
}
