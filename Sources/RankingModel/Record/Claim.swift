public import JSON

/// A question about the past of a chart, kept with the answer that was published: a headline, a caption.
public struct Claim: Sendable, Hashable {
  /// A question with its answer.
  public struct Content: Sendable, Hashable {
    /// The words of the command that asks it.
    public var question: [String]
    /// What is claimed: see `claimed(of:)`.
    public var answer: JSONValue

    /// What is kept of `answer`.
    public init(question: [String], answer: JSONValue) {
      (self.question, self.answer) = (question, Claim.claimed(of: answer))
    }
  }

  /// How many Unicode scalars a name has at most.
  public static let longestName = 200
  /// How many bytes the answer has at most, in canonical form.
  public static let largestAnswer = 1 << 20

  /// What it is called: any text.
  public var name: String
  /// The chart that it is about.
  public var chart: ChartName
  /// The question and the answer.
  public var content: Content
  /// What was published, in words.
  public var note: String?
  /// When it was made; later than all that was recorded by then.
  public var claimedAt: Instant
  /// The version of the program.
  public var program: String?

  /// The claim that `decision` makes; `nil` where it makes none.
  public init?(_ decision: Decision) {
    guard decision.action == .claim, let content = decision.claim else { return nil }
    (name, chart, self.content, note) = (decision.subject, decision.chart, content, decision.reason)
    (claimedAt, program) = (decision.decidedAt, decision.program)
  }

  /// The members of an answer that tell which snapshot it was read from. A snapshot that says the same makes no claim untrue.
  private static let sources = ["captured_at", "recorded_at", "version", "evidence"]

  /// What is claimed by an answer: all of it, but for those of its own members that tell which snapshot it was read from. Equal
  /// numbers are equal however they were written.
  public static func claimed(of answer: JSONValue) -> JSONValue {
    let read = (try? JSONReader.read(CanonicalJSON.bytes(answer))) ?? answer
    return read.members.map { .object($0.filter { !sources.contains($0.key) }) } ?? read
  }

  /// Refuses what can be the name of no claim.
  ///
  /// - Throws: a `usage` failure where `name` is blank or too long.
  public static func check(name: String) throws(Failure) {
    guard name.contains(where: { !$0.isWhitespace }), name.unicodeScalars.count <= longestName else {
      throw Failure(.usage, "the name of a claim has from 1 to \(longestName) characters")
    }
  }
}
