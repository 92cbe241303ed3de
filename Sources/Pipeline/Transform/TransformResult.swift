public import RankingModel

/// What a list came to.
public struct TransformResult: Sendable, Hashable {
  /// At most so many faults of either kind are named one by one.
  public static let mostNamed = 20

  /// The entries, by rank; at most the job's `top`.
  public var entries: [Entry]
  /// How many rows the list has.
  public var rows: Int
  /// Rows that could not be read at all and may have belonged among the entries, in the order of the list: the first of
  /// them.
  public var unreadable: [UnreadableRow] = []
  /// How many such rows there are.
  public var unreadableCount = 0
  /// Optional fields that could not be read, of rows that are entries without them; and unreadable rows whose
  /// rank says that they are none of the top. In the order of the list: the first of them.
  public var notes: [UnreadableRow] = []
  /// How many such notes there are.
  public var noteCount = 0
  /// The declared fields that stand in no row of those whose rank, id and title can be read; none where there is no entry.
  public var missingFields: [MissingField] = []
  /// What the list says of its own date; `nil` where it says nothing, or is not asked.
  public var date: String?
}

/// A row, or a field of a row, that could not be read.
public struct UnreadableRow: Sendable, Hashable, CustomStringConvertible {
  /// The row's place in the list, from 1.
  public var position: Int
  /// The field that is wrong; `nil` where the row itself is.
  public var field: String?
  /// What stands there, at most 80 characters; empty where nothing does.
  public var value: String
  /// What is wrong with it, in words that follow the value.
  public var problem: String
  /// The row's rank, where that could be read.
  public var rank: Int?

  /// The fault in one line, such as `row 7: rank "0": ranks start at 1`.
  public var description: String {
    let place = "row \(position)" + (field.map { ": \($0)" } ?? "")
    return value.isEmpty ? "\(place) \(problem)" : "\(place) \"\(value)\" \(problem)"
  }
}
