/// The names of the columns that rows of a chart have besides the fields of their entries. No measure may have such a name.
public enum ChartColumns {
  /// The place of an item.
  public static let place = ["chart", "day", "rank", "id", "title"]
  /// How it stands to the day before.
  public static let movement = ["previous_rank", "change", "status"]
  /// What the item did up to the day.
  public static let past = [
    "days_on_chart", "days_on_chart_at_most", "peak_so_far", "peak_day", "debut",
  ]
  /// When the answer came that the entry was enriched by.
  public static let enrichedAt = "enriched_at"
  /// The ranks on the last published days.
  public static let trend = "trend"

  /// All of them.
  public static let all = place + movement + past + [enrichedAt, trend]
}
