import JSON
public import Operations
public import Pipeline
import RankingModel

extension Document {
  /// Jobs, one row each.
  ///
  /// - Parameter folder: the folder of the job files.
  public static func jobs(_ jobs: [(name: String, job: CheckedJob)], in folder: String) -> Document {
    let table = Table(
      jobs,
      ItemColumn("job") { Cell($0.name) },
      ItemColumn("chart") { Cell($0.job.chart?.description) },
      ItemColumn("title", isFlexible: true) { Cell($0.job.title) },
      ItemColumn("file") { Cell($0.job.file) },
      ItemColumn("mistakes") { Cell($0.job.mistakes.count, tone: $0.job.chart == nil ? .bad : .plain) })
    return Document(table.counting("job"), empty: "there is no job in \(folder)")
  }

  /// The mistakes of job files, one row each. The page also has a line for each file without a mistake.
  public static func mistakes(of jobs: [CheckedJob]) -> Document {
    let records = Table(
      columns: ["file", "line", "column", "message", "hint"].map { Column($0) },
      rows: jobs.flatMap { job in
        job.mistakes.map {
          [Cell(job.file), Cell($0.line), Cell($0.column), Cell($0.message), Cell($0.hint)]
        }
      })
    let lines = jobs.flatMap { job in job.lines.isEmpty ? ["\(job.file): valid"] : job.lines }
    return Document(
      json: .array(records.rows.map(records.object(of:))), records: records, page: lines.map { .text($0) })
  }

  /// The first entries that a job makes of its list.
  ///
  /// - Parameter count: the number of entries.
  public static func trial(_ trial: JobTrial, first count: Int) -> Document {
    let entries = Array(trial.result.entries.prefix(count))
    return Document(Table(entries, fields: trial.fields), empty: "there is no entry")
  }

  /// Presets for enriching, one row each.
  public static func presets(_ presets: [(name: String, text: String)]) -> Document {
    let table = Table(
      presets,
      ItemColumn("preset") { Cell($0.name) },
      ItemColumn("about", isFlexible: true) {
        Cell($0.text.split(separator: "\n").first?.drop { "# ".contains($0) }.description)
      })
    return Document(table.counting("preset"), empty: "there is no preset")
  }

  /// One preset, written out as a job file has it.
  public static func preset(_ name: String, text: String) -> Document {
    let record = [(column: Column("preset"), cell: Cell(name)), (column: Column("text"), cell: Cell(text))]
    var document = Document(record: record)
    document.page = Block.lines(of: text)
    return document
  }
}
