extension ObjectID {
  /// What `entries` say of ranks and ids alone: the SHA-256 of a line `<rank> TAB <id> LF` for each, by rank. Two lists that agree
  /// in rank and id have the same, whatever else they tell.
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
