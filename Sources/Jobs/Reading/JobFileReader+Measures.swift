import RankingModel

extension JobFileReader {
  /// The measures of a job: names of fields whose values are numbers.
  func measures(
    _ node: JobNode, _ known: FieldNames, _ transform: Transformation?, _ enrich: Enrichment?
  ) -> [String] {
    var measures: [String] = []
    for element in node.list(expected: "a list of names of fields, such as [rating]") ?? [] {
      guard let name = known.name(element) else { continue }
      let types = ((transform?.fields ?? []) + (enrich?.fields ?? [])).filter { $0.name == name }.map(\.type)
      if measures.contains(name) {
        element.report("duplicate measure \(name)", hint: "name each measure once")
      } else if ChartColumns.all.contains(name) {
        element.report("\(name) cannot be a measure", hint: "every answer has a \(name) of its own")
      } else if enrich?.drop.contains(name) == true {
        element.report(
          "\(name) is a measure, and enrich.drop leaves it out", hint: "take it from one of both")
      } else if let other = types.first(where: { !$0.isNumber }) {
        element.report(
          "a measure is a number, and \(name) is \(other.rawValue)",
          hint: "give the field the type integer, decimal, duration, money or year")
      } else {
        measures.append(name)
      }
    }
    return measures
  }
}
