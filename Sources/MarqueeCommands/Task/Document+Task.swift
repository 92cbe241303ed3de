import Pipeline
import Presentation
import RankingModel

extension Document {
  /// Tasks, one row each.
  static func tasks(_ tasks: [EnrichmentTask]) -> Document {
    let table = Table(
      columns: [
        Column("task", alignment: .right), Column("state"), Column("chart"), Column("day"), Column("item"),
        Column("title", isFlexible: true), Column("attempts", alignment: .right),
        Column("error", isFlexible: true),
      ],
      rows: tasks.map { task in
        [
          Cell(.integer(task.number)), Cell(task.state.rawValue, tone: task.state == .dead ? .bad : .plain),
          Cell(task.chart.description), Cell(task.day.description), Cell(task.item.description),
          Cell(task.payload["title"]?.string), Cell(task.attempts), Cell(task.error),
        ]
      })
    return Document(table, empty: "the queue is empty")
  }

  /// One task in full.
  static func task(_ task: EnrichmentTask) -> Document {
    var document = Document.tasks([task])
    document.json = task.json
    document.page = [
      .heading("task \(task.number)"),
      .facts((task.json.members ?? []).filter { $0.key != "task" }.map { Fact($0.key, Cell($0.value)) }),
    ]
    return document
  }
}
