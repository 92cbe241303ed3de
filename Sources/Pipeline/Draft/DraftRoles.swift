import JSON
import Jobs

/// The keys of a list that most likely are the id, the title and the rank of its entries.
struct DraftRoles {
  var title: DraftKey?
  var rank: DraftKey?
  var id: DraftKey?
  /// The regular expression that extracts the id from its key; `nil` for the whole text.
  var idMatch: String?
  /// The key of the item's maker, such as the artist. It is part of the id if the list has no ids.
  var creator: DraftKey?

  private static let titles = [
    "title", "name", "song", "track", "film", "movie", "book", "repository", "repo", "fullname", "headline",
    "label",
  ]
  private static let ids = [
    "id", "imdb", "imdbid", "isbn", "isbn13", "isbn10", "slug", "uuid", "sku", "fullname", "key",
  ]
  private static let ranks = [
    "rank", "position", "pos", "place", "thisweek", "currentrank", "currentposition", "chartposition",
    "ranking",
  ]
  private static let creators = [
    "artist", "artists", "author", "authors", "performer", "creator", "band", "singer",
  ]
  /// The form of an IMDb id. In some lists it appears only inside an address.
  private static let pattern = "tt[0-9]+"

  init(_ keys: [DraftKey], rows: Int) {
    let whole = keys.filter { $0.isTop && $0.count == rows && $0.isScalar }
    func named(_ names: [String], _ fits: (DraftKey) -> Bool = { _ in true }) -> DraftKey? {
      for name in names {
        if let key = whole.first(where: { $0.name.joined == name && fits($0) }) { return key }
      }
      return nil
    }
    func isText(_ key: DraftKey) -> Bool { key.texts.count == rows }
    rank = named(DraftRoles.ranks) { key in
      key.values.allSatisfy { value in
        ((try? TypedValue.read(value, as: .integer)) ?? nil)?.integer.map { $0 > 0 } ?? false
      }
    }
    creator = named(DraftRoles.creators, isText)
    title =
      named(DraftRoles.titles, isText)
      ?? whole.first {
        ["title", "name"].contains($0.name.words.last) && isText($0) && !$0.name.has(Set(DraftRoles.creators))
      }
      ?? whole.first { isText($0) && !$0.texts.contains { $0.contains("://") } }
      ?? whole.first
    func isUnique(_ key: DraftKey) -> Bool { Set(key.values.map { TypedValue.text($0) ?? "" }).count == rows }
    id = named(DraftRoles.ids, isUnique) ?? whole.first { $0.name.words.last == "id" && isUnique($0) }
    guard id == nil else { return }
    if let link = whole.first(where: { DraftRoles.haveIDs($0.texts, rows) }) {
      (id, idMatch) = (link, DraftRoles.pattern)
    } else if creator == nil, let title, isUnique(title) {
      id = title
    }
  }

  /// Whether each of `texts` contains an IMDb id, and no two ids are the same.
  private static func haveIDs(_ texts: [String], _ rows: Int) -> Bool {
    Set(texts.compactMap { $0.firstMatch(of: #/tt[0-9]{7,}/#).map { String($0.0) } }).count == rows
  }
}
