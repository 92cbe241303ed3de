public import JSON

/// A decision of a user about a stored record or about days without a record, or a claim. The newest decision about a subject
/// holds.
///
/// Recorded as `decisions/<chart>/<decided_at>-<day>-<hash>.json` and never removed.
public struct Decision: Sendable, Hashable {
  /// The kinds of decision.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// Publishes a quarantined snapshot, or lets a rejected one count again.
    case accept
    /// Rejects a quarantined snapshot: it does not count.
    case reject
    /// Withdraws a published snapshot: it no longer counts.
    case withdraw
    /// Forgets a snapshot: it no longer counts, and its objects need not be kept.
    case forget
    /// Restores a forgotten snapshot: it counts again.
    case restore
    /// The raw objects of a snapshot or a run need not be kept.
    case forgetRaw = "forget_raw"
    /// The raw objects of a snapshot or a run are kept again.
    case restoreRaw = "restore_raw"
    /// Gives a snapshot a name. A tagged snapshot is not forgotten.
    case tag
    /// Removes the name.
    case untag
    /// Closes days for which no list exists any longer: their missing lists are not looked for.
    case close
    /// Opens closed days: their missing lists are looked for again.
    case open
    /// Keeps a question with its answer under a name.
    case claim
    /// Removes a claim.
    case unclaim
  }

  /// The chart.
  public var chart: ChartName
  /// The day of the record that the decision is about. For `close` and `open`, the first day. For `claim` and `unclaim`, the day
  /// of the decision (UTC).
  public var day: Day
  /// The kind of decision.
  public var action: Action
  /// The record that the decision is about, by its place in the lake. For `close` and `open`, the days in the form of
  /// `DayRange.text`. For `claim` and `unclaim`, the name of the claim.
  public var subject: String
  /// For `tag` and `untag`, the name.
  public var tag: TagName?
  /// For `accept`, the state that the day then has: published or degraded.
  public var state: DayState?
  /// Why a snapshot was accepted, rejected or withdrawn, or days were closed or opened. Optional for `accept` and `open`. For
  /// `claim`, the published statement in words.
  public var reason: String?
  /// For `claim`, the question and its answer.
  public var claim: Claim.Content?
  /// When it was decided. Later than every decision that its maker knew.
  public var decidedAt: Instant
  /// The version of the program.
  public var program: String?

  /// A decision about the record at `subject`.
  public init(
    _ action: Action, _ subject: String, chart: ChartName, day: Day, tag: TagName? = nil,
    state: DayState? = nil, reason: String? = nil, decidedAt: Instant = Instant(microseconds: 0),
    program: String? = nil
  ) {
    (self.action, self.subject, self.chart, self.day, self.tag) = (action, subject, chart, day, tag)
    (self.state, self.reason, self.decidedAt, self.program) = (state, reason, decidedAt, program)
  }

  /// The JSON form.
  public var json: JSONValue {
    let texts = [
      ("chart", chart.description), ("day", day.description), ("decision", action.rawValue),
      ("subject", subject), ("tag", tag?.description), ("state", state?.rawValue), ("reason", reason),
      ("decided_at", decidedAt.description), ("program", program),
    ]
    let members = texts.compactMap { name, text in text.map { JSONMember(name, .string($0)) } }
    guard let claim else { return .object(members) }
    let question = JSONValue.array(claim.question.map { .string($0) })
    return .object(members + [JSONMember("question", question), JSONMember("answer", claim.answer)])
  }

  /// The decision whose JSON form is `json`.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      try reader.value("decision"), try reader.string("subject"), chart: try reader.chart("chart"),
      day: try reader.day("day"), tag: json["tag"]?.string.flatMap { TagName($0) },
      state: json["state"] == nil ? nil : try reader.value("state"), reason: json["reason"]?.string,
      decidedAt: try reader.instant("decided_at"), program: json["program"]?.string)
    if action == .claim {
      guard let answer = json["answer"] else { throw RecordError("\"answer\" is missing") }
      claim = Claim.Content(question: try reader.strings("question"), answer: answer)
    }
    guard (tag != nil) == [.tag, .untag].contains(action) else {
      throw RecordError("\"tag\" does not fit the decision")
    }
    guard (state?.isPublished == true) == (action == .accept) else {
      throw RecordError("\"state\" does not fit the decision")
    }
    if [.close, .open].contains(action), DayRange(subject)?.from != day {
      throw RecordError("\"subject\" does not fit the decision")
    }
  }
}
