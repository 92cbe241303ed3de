import RankingModel

extension RunReport {
  /// The outcome of the run in one line for people.
  var summary: String {
    var words = "\(chart) \(day): \(outcome?.rawValue ?? "not ended")"
    if unchanged { words += ", unchanged" }
    if outcome?.isPublished == true || outcome == .quarantined { words += ", \(counted(rows, "row")) read" }
    if let reason { words += " (\(reason))" }
    return words
  }
}
