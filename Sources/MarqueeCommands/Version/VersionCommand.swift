import ArgumentParser
import JSON
import Operations
import Presentation

/// `marquee version`.
struct VersionCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Show the version of the program, its lake format, and the libraries that it uses here.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let libraries = Workplace.libraryVersions()
    let table = Table(
      columns: [
        Column("version"), Column("commit"), Column("lake_format", title: "lake format"), Column("sqlite"),
        Column("libcurl"), Column("zlib"),
      ],
      rows: [
        [
          Cell(marqueeVersion), Cell(JSONValue(marqueeCommit), shown: marqueeCommit == nil ? "unknown" : nil),
          Cell(Workplace.format), Cell(libraries.sqlite),
          Cell(JSONValue(libraries.libcurl), shown: libraries.libcurl == nil ? "cannot be loaded" : nil),
          Cell(libraries.zlib),
        ]
      ])
    let facts = zip(table.columns, table.rows[0]).map { Document.Fact($0.title, $1) }
    return Answer(Document(json: table.object(of: table.rows[0]), records: table, page: [.facts(facts)]))
  }
}
