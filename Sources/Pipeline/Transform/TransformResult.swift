public import RankingModel

/// The result of transforming a list.
public struct TransformResult: Sendable, Hashable {
  /// The most faults of either kind that are named one by one.
  public static let mostNamed = 20

  /// The entries by rank, at most as many as the job's `limit`.
  public var entries: [Entry]
  /// How many rows the list has.
  public var rows: Int
  /// The first rows that could not be read and may belong among the entries, in the order of the list.
  public var unreadable: [UnreadableRow] = []
  /// How many such rows there are in all.
  public var unreadableCount = 0
  /// The first notes, in the order of the list. A note is about an optional field that could not be read in a row that became an
  /// entry without it, or about an unreadable row whose rank shows that it is none of the top.
  public var notes: [UnreadableRow] = []
  /// How many notes there are in all.
  public var noteCount = 0
  /// The declared fields that are in none of the rows whose rank, id and title can be read; empty if there is no entry.
  public var missingFields: [MissingField] = []
  /// The date that the list names itself, as text; `nil` if it names none, or if the job does not look for one.
  public var date: String?
}

/// A row, or a field of a row, that could not be read.
public struct UnreadableRow: Sendable, Hashable, CustomStringConvertible {
  /// The row's place in the list, from 1.
  public var position: Int
  /// The field with the fault; `nil` if the row itself is faulty.
  public var field: String?
  /// The value that was found, at most 80 characters; empty if there was none.
  public var value: String
  /// What is wrong, in words that follow the value.
  public var problem: String
  /// The row's rank, if it could be read.
  public var rank: Int?

  /// The fault in one line, such as `row 7: rank "0" is not a valid rank: ranks start at 1`.
  public var description: String {
    let place = "row \(position)" + (field.map { ": \($0)" } ?? "")
    return value.isEmpty ? "\(place) \(problem)" : "\(place) \"\(value)\" \(problem)"
  }
}
