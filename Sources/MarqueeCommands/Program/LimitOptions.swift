import ArgumentParser
import Operations

/// The option that limits how many rows of an answer are shown.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many rows to show at most; 0 for all.", valueName: "rows")) var limit: Int?

  /// The largest number of rows; `nil` if no limit was given.
  var most: Int? { limit == 0 ? .max : limit }

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
  }

  /// A message that `more` rows are left out; `nil` if there are none, or if the answer is a page, which says so itself.
  func words(_ more: Int, _ terminal: Terminal) -> String? {
    more == 0 || terminal.showsPages ? nil : "\(more) more; --limit 0 gives all"
  }
}
