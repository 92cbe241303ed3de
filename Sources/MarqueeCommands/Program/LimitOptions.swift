import ArgumentParser
import Operations

/// How much of an answer is shown.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many rows to show at most; 0 for all.", valueName: "rows")) var limit: Int?

  /// So many rows at most; `nil` where nobody said how many.
  var most: Int? { limit == 0 ? .max : limit }

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
  }

  /// What those are told who read no page, where `more` rows are left out; pages say so themselves.
  func words(_ more: Int, _ terminal: Terminal) -> String? {
    more == 0 || terminal.showsPages ? nil : "\(more) more; --limit 0 gives all"
  }
}
