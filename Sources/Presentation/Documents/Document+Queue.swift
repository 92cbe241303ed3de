import JSON
public import Pipeline
import RankingModel

extension Document {
  /// Tasks, one row each.
  public static func tasks(_ tasks: [EnrichmentTask]) -> Document {
    let table = Table(
      tasks,
      ItemColumn("task", alignment: .right) { Cell(.integer($0.number)) },
      ItemColumn("state") { Cell($0.state.rawValue, tone: $0.state == .dead ? .bad : .plain) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("item") { Cell($0.item.description) },
      ItemColumn("title", isFlexible: true) { Cell($0.payload["title"]?.string) },
      ItemColumn("attempts", alignment: .right) { Cell($0.attempts) },
      ItemColumn("error", isFlexible: true) { Cell($0.error) })
    return Document(table.counting("task"), empty: "the queue is empty")
  }

  /// One task in full.
  public static func task(_ task: EnrichmentTask) -> Document {
    var document = Document.tasks([task])
    document.json = task.json
    document.page = [
      .heading("task \(task.number)"),
      .facts((task.json.members ?? []).filter { $0.key != "task" }.map { Fact($0.key, Cell($0.value)) }),
    ]
    return document
  }
}
