import ArgumentParser
import History
import JSON
import Operations
import Presentation
import RankingModel

/// `marquee sql`.
struct SQLCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Ask the catalogue in SQL.",
    discussion: """
      One statement of SQLite that reads the views entries, items, days,
      snapshots, events and measures; --tables lists their columns. Nothing else
      can be read, and nothing be changed. CSV and JSON Lines are written row by
      row; other forms are kept whole first. Blobs are written in Base64. In JSON
      and JSON Lines a whole number beyond 9007199254740992 is a text, because
      programs that read JSON may round it.

      With --as-of or --captured-by, and in a claim, functions of chance and of
      dates are refused: they may say something else another time.

      Examples:
        marquee sql --tables
        marquee sql "SELECT day, rank FROM entries WHERE id = 'tt0068646'"
        marquee sql 'SELECT * FROM events WHERE chart = :chart AND kind = :kind' \\
          --param chart=imdb-top10 --param kind=enter --format csv
        marquee sql --file turnover.sql --limit 0
      """)

  @Argument(help: ArgumentHelp("The statement; - reads it from standard input.", valueName: "statement"))
  var statement: String?

  @Option(help: ArgumentHelp("Read the statement from a file.", valueName: "file"), completion: .file())
  var file: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "The value of a parameter such as :name of the statement; a number where it is written as one.",
      valueName: "name=value"))
  var parameters: [SQLParameter] = []

  @Option(
    help: ArgumentHelp(
      "How many rows to show at most; 0 for all. An answer that is cut says so.", valueName: "rows"))
  var limit = RowLimit(10_000)

  @Option(help: ArgumentHelp("How long SQLite may compute, such as 500ms or 2m.", valueName: "duration"))
  var timeLimit = WaitTime(seconds: 10)

  @Flag(help: "List the views and their columns.") var tables = false

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if [statement != nil, file != nil, tables].count(where: { $0 }) != 1 {
      throw ValidationError("give a statement, --file or --tables")
    }
    let names = parameters.map(\.name)
    if Set(names).count < names.count { throw ValidationError("a parameter is given twice") }
  }

  var namedChart: ChartName? { nil }

  func requireLastingWords() throws(Failure) {
    guard statement == nil || statement == "-" else { return }
    throw Failure(.usage, "the question cannot be asked again", remedy: .words("write the statement itself"))
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = try question()
    let isStreamed = terminal.showsRows
    let answer = try await workplace.answer(
      question,
      receive: isStreamed
        ? { part throws(Failure) in try terminal.print(part.document, isContinued: part.isContinued) } : nil)
    if let cut = answer.cut {
      terminal.warn(
        cut.words + (cut.bytes == nil ? "; --limit 0 gives all" : "; CSV and JSON Lines are never cut so"))
    }
    return Answer(isStreamed ? nil : answer.document)
  }

  private func question() throws(Failure) -> SQLQuestion {
    if tables { return .views }
    var text = statement ?? ""
    if let path = file ?? (text == "-" ? "-" : nil) {
      let bytes = try InputFile.bytes(at: path, "the statement", atMost: 1 << 20)
      guard let read = String(validating: bytes, as: UTF8.self) else {
        throw Failure(.usage, "the statement \(path) is not UTF-8")
      }
      text = read
    }
    var question = SQLQuestion(
      text, parameters: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }),
      limit: limit.most, seconds: timeLimit.seconds)
    question.cutoff = past.cutoff
    return question
  }
}

/// A parameter of a statement: `name=value`.
struct SQLParameter: Sendable, ExpressibleByArgument {
  var name: String
  /// A number if the text is how JSON writes a number, otherwise the text: `007` is a text, and so is a number that is too large.
  var value: JSONValue

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    let text = String(argument[argument.index(after: equals)...])
    if let number = Int64(text), String(number) == text {
      value = .integer(number)
    } else if let number = Double(text), number.isFinite,
      text.wholeMatch(of: /-?(0|[1-9]\d*)(\.\d+([eE][+-]?\d+)?|[eE][+-]?\d+)/) != nil
    {
      value = .double(number)
    } else {
      value = .string(text)
    }
  }
}
