import JSON
import ListSources
import RankingModel

/// A capture of one of a job's archives.
struct ArchivedCapture: Sendable, Hashable {
  /// The name of the archive.
  var archive: String
  /// The capture.
  var capture: Capture

  /// The capture's name in records.
  var reference: CaptureReference { CaptureReference(archive: archive, id: capture.id) }
}

/// A day to run. A past day has the capture from which its list comes.
struct DayRequest: Sendable, Hashable {
  /// The day.
  var day: Day
  /// The capture with the list of a past day.
  var capture: ArchivedCapture?
  /// Whether nothing else will be tried for the day. If the day has no list then, that is recorded.
  var isLast = true

  /// The request without `isLast`. A killed run is resumed by a request with the same subject.
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

  /// The capture whose JSON form is `json`; `nil` if `json` is none.
  init?(json: JSONValue) {
    guard let archive = json["archive"]?.string, let day = json["day"]?.string.flatMap({ Day($0) }) else {
      return nil
    }
    let capture = Capture(day: day, at: json["at"]?.string.flatMap { Instant($0) }, id: json["id"]?.string)
    self.init(archive: archive, capture: capture)
  }
}
