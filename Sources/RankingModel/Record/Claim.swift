public import JSON

/// A question about the past of a chart, recorded with the answer that was published, such as in a headline.
public struct Claim: Sendable, Hashable {
  /// A question with its answer.
  public struct Content: Sendable, Hashable {
    /// The words of the command that asks the question.
    public var question: [String]
    /// The claimed part of the answer: see `claimed(of:)`.
    public var answer: JSONValue

    /// Keeps the claimed part of `answer`.
    public init(question: [String], answer: JSONValue) {
      (self.question, self.answer) = (question, Claim.claimed(of: answer))
    }
  }

  /// The most Unicode scalars in a name.
  public static let longestName = 200
  /// The most bytes in an answer, in canonical form.
  public static let largestAnswer = 1 << 20

  /// The name of the claim: any text.
  public var name: String
  /// The chart that it is about.
  public var chart: ChartName
  /// The question and the answer.
  public var content: Content
  /// The published statement, in words.
  public var note: String?
  /// When the claim was made. Later than the time of every record that existed by then.
  public var claimedAt: Instant
  /// The version of the program.
  public var program: String?

  /// The claim that `decision` makes; `nil` where it makes none.
  public init?(_ decision: Decision) {
    guard decision.action == .claim, let content = decision.claim else { return nil }
    (name, chart, self.content, note) = (decision.subject, decision.chart, content, decision.reason)
    (claimedAt, program) = (decision.decidedAt, decision.program)
  }

  /// The members of an answer that name the snapshot it was read from. A later snapshot with the same content leaves a claim
  /// true, so these members are not claimed.
  private static let sources = ["captured_at", "recorded_at", "version", "evidence"]

  /// The claimed part of an answer: all of it except its own members that name the snapshot it was read from. The answer is read
  /// from its canonical form, so that equal numbers are equal however they were written.
  static func claimed(of answer: JSONValue) -> JSONValue {
    let read = (try? JSONReader.read(CanonicalJSON.bytes(answer))) ?? answer
    return read.members.map { .object($0.filter { !sources.contains($0.key) }) } ?? read
  }

  /// The places at which `answer` differs from the claimed one. What it says in addition is no difference: a later version of the
  /// program may tell more, and all that was claimed is still true.
  public func differences(in answer: JSONValue) -> [JSONDifference] {
    Claim.claimed(of: answer).differences(from: content.answer, ignoringNewMembers: true)
  }

  /// Refuses `name` if no claim can have it.
  ///
  /// - Throws: a `usage` failure where `name` is blank or too long.
  public static func check(name: String) throws(Failure) {
    guard name.contains(where: { !$0.isWhitespace }), name.unicodeScalars.count <= longestName else {
      throw Failure(.usage, "the name of a claim must have 1 to \(longestName) characters")
    }
  }
}
