import Foundation

/// Sets the file system's times of the marks in `lake` to `now` where they are later: the clock of the tests stands in their
/// past, and the file system's own does not.
///
/// - Parameter now: an instant in ISO 8601, such as `2026-05-04T13:00:00Z`.
public func alignMarks(in lake: String, to now: String) throws {
  let folder = "\(lake)/tombstones"
  guard let time = try? Date(now, strategy: .iso8601) else { return }
  for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
    let path = "\(folder)/\(name)"
    let written = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    if let written, written > time {
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
    }
  }
}
