import ArgumentParser

/// Names of columns, separated by commas.
struct ColumnNames: Sendable, ExpressibleByArgument {
  var names: [String]

  init(argument: String) {
    names = argument.replacing(" ", with: "").split(separator: ",", omittingEmptySubsequences: false)
      .map(String.init)
  }
}
