import JSON
import LakeStore
public import RankingModel

extension Document {
  /// Tags, one row each.
  public static func tags(_ tags: [Tag]) -> Document {
    let table = Table(
      tags,
      ItemColumn("tag") { Cell($0.name.description) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("recorded_at", title: "recorded at") { .instant($0.recordedAt) },
      ItemColumn("version") { Cell(JSONValue($0.version?.description), shown: $0.version?.short) },
      ItemColumn("tagged_at", title: "tagged at") { .instant($0.taggedAt) })
    return Document(table.counting("tag"), empty: "there is no tag")
  }
}
