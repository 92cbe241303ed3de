import ArgumentParser

/// The option that limits how many rows of an answer are shown, for commands that show all rows by default.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many rows to show at most; 0 for all.", valueName: "rows"))
  var limit: RowLimit?

  /// The largest number of rows; `nil` if no limit was given.
  var most: Int? { limit?.most }
}

/// The largest number of rows that an answer shows. People write `0` for all rows.
struct RowLimit: Sendable, ExpressibleByArgument {
  /// The largest number of rows.
  let most: Int

  var defaultValueDescription: String { "\(most)" }

  /// A limit of `most` rows.
  init(_ most: Int) { self.most = most }

  init?(argument: String) {
    guard let rows = Int(argument), rows >= 0 else { return nil }
    most = rows == 0 ? .max : rows
  }
}
