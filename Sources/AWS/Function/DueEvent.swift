public import JSON
public import RankingModel

/// The event that a scheduler sends when a job is due: `{"job": "imdb-top10", "time": "2026-05-01T03:30:00Z"}`. An event of an
/// EventBridge rule has its time under the same name.
public struct DueEvent: Sendable, Hashable {
  /// The job; `nil` where the event names none.
  public var job: String?
  /// When the job was due.
  public var time: Instant

  /// The event in `json`.
  ///
  /// - Throws: a `usage` failure where the event does not say when the job was due. The clock is not used instead.
  public init(_ json: JSONValue) throws(Failure) {
    let text = json["time"]?.string ?? ""
    guard let time = Instant(text), text.contains("T") else {
      throw Failure(
        .usage, "the event does not say when the job was due: its time is \"\(SafeText.start(of: text))\"",
        remedy: .words(
          #"the scheduler's input has to be {"job": "…", "time": "<aws.scheduler.scheduled-time>"}"#))
    }
    (self.time, job) = (time, json["job"]?.string)
  }
}
