import JSON
import ListSources
import RankingModel

/// A capture of one of a job's archives.
struct ArchivedCapture: Sendable, Hashable {
  /// The name of the archive.
  var archive: String
  /// The capture.
  var capture: Capture

  /// What records say of it.
  var reference: CaptureReference { CaptureReference(archive: archive, id: capture.id) }
}

/// A day to run, and of a past one the capture that its list is taken from.
struct DayRequest: Sendable, Hashable {
  /// The day.
  var day: Day
  /// Where the list of a past day is.
  var capture: ArchivedCapture?
  /// Whether nothing else is going to be tried for the day: where it has no list, that is recorded then.
  var isLast = true

  /// What a run of it does, whatever comes after it: a killed run is gone on with where it is the same.
  var subject: DayRequest { DayRequest(day: day, capture: capture) }
}

extension ArchivedCapture {
  /// The JSON form.
  var json: JSONValue {
    [
      "archive": .string(archive), "day": .string(capture.day.description),
      "at": JSONValue(capture.at?.description), "id": JSONValue(capture.id),
    ]
  }

  /// The capture whose JSON form is `json`; `nil` where there is no such capture.
  init?(json: JSONValue) {
    guard let archive = json["archive"]?.string, let day = json["day"]?.string.flatMap({ Day($0) }) else {
      return nil
    }
    let capture = Capture(day: day, at: json["at"]?.string.flatMap { Instant($0) }, id: json["id"]?.string)
    self.init(archive: archive, capture: capture)
  }
}
