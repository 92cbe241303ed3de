public import JSON

/// What somebody decided about a record after it was stored, or about days of which there is none, or what somebody claimed. The
/// newest decision about a subject holds.
///
/// Kept for ever, as records are: `decisions/<chart>/<decided_at>-<day>-<hash>.json`.
public struct Decision: Sendable, Hashable {
  /// What was decided.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// A snapshot in quarantine is published, or one that was refused counts again.
    case accept
    /// A snapshot in quarantine is refused: it does not count.
    case reject
    /// A snapshot that was published counts no longer.
    case withdraw
    /// A snapshot counts no longer, and its objects need not be kept.
    case forget
    /// It counts again.
    case restore
    /// What a snapshot or a run was made from need not be kept.
    case forgetRaw = "forget_raw"
    /// It is kept again.
    case restoreRaw = "restore_raw"
    /// A snapshot has a name, and is not forgotten.
    case tag
    /// The name is taken away.
    case untag
    /// Of some days no list exists any longer: what is missing of them is not looked for.
    case close
    /// It is looked for again.
    case open
    /// A question is kept with its answer under a name.
    case claim
    /// It is kept no longer.
    case unclaim
  }

  /// The chart.
  public var chart: ChartName
  /// The day of the record that it is about; the first day, of `close` and `open`; the day on which it was decided (UTC), of `claim`
  /// and `unclaim`.
  public var day: Day
  /// What was decided.
  public var action: Action
  /// The record that it is about, by its place in the lake; of `close` and `open` the days, as `DayRange.text` has them; of
  /// `claim` and `unclaim` the name of the claim.
  public var subject: String
  /// The name, of `tag` and `untag`.
  public var tag: TagName?
  /// What the day is by an accepted snapshot: published or degraded.
  public var state: DayState?
  /// Why a snapshot was accepted, rejected or withdrawn, or days were closed or opened; it may be missing where something was
  /// accepted or opened. Of `claim` what was published, in words.
  public var reason: String?
  /// The question and its answer, of `claim`.
  public var claim: Claim.Content?
  /// When it was decided; later than every decision that its maker knew.
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
