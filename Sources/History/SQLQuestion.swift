public import JSON
public import LakeStore
public import RankingModel

/// What does a statement in SQL return from the documented views?
public struct SQLQuestion: Sendable {
  /// The statement.
  public var sql: String
  /// Numbers and texts by the names of the statement's parameters, such as `chart` for `:chart`.
  public var parameters: [String: JSONValue]
  /// The most rows of an answer.
  public var limit: Int
  /// How many seconds SQLite may compute.
  public var seconds: Double
  /// The state of knowledge to answer from. Where it is limited, statements that may answer differently another time are refused.
  public var cutoff = Cutoff()

  /// The most bytes of an answer that is kept whole in memory.
  static let largest = 64 << 20

  /// The question that `sql` asks.
  public init(
    _ sql: String, parameters: [String: JSONValue] = [:], limit: Int = 10_000, seconds: Double = 10
  ) {
    (self.sql, self.parameters, self.limit, self.seconds) = (sql, parameters, limit, seconds)
  }

  /// The views and their columns.
  public static var views: SQLQuestion { SQLQuestion(CatalogueViews.listing) }

  /// Answers on a connection that can only read.
  ///
  /// - Parameter receive: takes the answer part by part, the last part too, so that memory holds one part at a time. Without it
  ///   the whole answer is kept in memory.
  /// - Returns: the answer, or its last part.
  /// - Throws: a `usage` failure where the statement is wrong, asks for more than the views, or takes too long.
  public func answer(
    from reader: LakeReader, receive: ((SQLAnswer) throws(Failure) -> Void)? = nil
  ) throws(Failure) -> SQLAnswer {
    try reader.ask(sql, parameters, by: cutoff, seconds: seconds) { statement throws(Failure) in
      var answer = SQLAnswer(columns: statement.columns)
      var size = 0
      while let row = try statement.next() {
        if answer.count == limit {
          answer.cut = SQLAnswer.Cut(rows: limit)
          break
        }
        if receive == nil, size > SQLQuestion.largest {
          answer.cut = SQLAnswer.Cut(rows: answer.count, bytes: size)
          break
        }
        answer.rows.append(row)
        answer.count += 1
        size += row.reduce(0) { $0 + 16 + ($1.string?.utf8.count ?? 0) }
        if let receive, answer.rows.count == 1000 || size > 1 << 20 {
          try receive(answer)
          answer.rows = []
          answer.isContinued = true
          size = 0
        }
      }
      try receive?(answer)
      return answer
    }
  }
}

/// The answer of a statement, or a part of it.
public struct SQLAnswer: Sendable, Hashable {
  /// The names of the columns; no two are the same.
  public var columns: [String]
  /// The rows. A text is as it is, a blob is in Base64.
  public var rows: [[JSONValue]] = []
  /// How many rows there are so far, including those of earlier parts.
  public var count = 0
  /// Whether there was an earlier part.
  public var isContinued = false
  /// Where the answer was cut off; `nil` where it is complete.
  public var cut: Cut?

  /// The end of an answer that was cut off.
  public struct Cut: Sendable, Hashable {
    /// How many rows the answer has.
    public var rows: Int
    /// How many bytes they have, where the limit in bytes was reached; `nil` where the limit in rows was.
    public var bytes: Int?
  }

  /// An answer without rows.
  public init(columns: [String]) { self.columns = columns }
}
