import LakeStore
import RankingModel

extension VersionAnswer {
  /// The row of an item; the row with the better rank where there are two.
  ///
  /// - Parameter item: an id, an address with an id in it, a title, or a part of a title.
  /// - Throws: a `noData` failure where no row fits, or more than one; `damaged` where the document is not a list of entries.
  func entry(of item: String, _ cutoff: Cutoff, from reader: LakeReader) throws(Failure) -> Entry {
    let entries = try LakeReader.entries(in: bytes, of: snapshot.version ?? ObjectID(of: bytes))
    for id in [ItemID(item), ItemID(spelled: item)] {
      if let entry = entries.first(where: { $0.id == id }) { return entry }
    }
    let chart = snapshot.chart
    let found = try HistoryQuestion(chart: chart, item: item, cutoff: cutoff).answer(from: reader)
    let merged = MergedItems(try ChartDays(of: chart, cutoff: cutoff, from: reader), from: reader)
    if let entry = entries.first(where: { merged.item($0.id) == found.id }) { return entry }
    let noun = try reader.noun(of: chart)
    throw Failure(
      .noData, "the \(noun.one) \(found.title) is not on \(chart) on \(snapshot.day)",
      remedy: .showItems(of: chart, noun))
  }
}
