extension ObjectID {
  /// The digest of the ranks and ids of `entries` alone: the SHA-256 of one line `<rank> TAB <id> LF` per entry, by rank. Two
  /// lists with the same ranks and ids have the same digest, whatever their other fields.
  public static func ranking(of entries: [Entry]) -> ObjectID {
    var bytes: [UInt8] = []
    for entry in Entry.byRank(entries) {
      bytes += Array("\(entry.rank)\t".utf8)
      bytes += Array(entry.id.description.utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return ObjectID(of: bytes)
  }
}
