import Foundation

/// Gives each file of marks in the lake at `lake` the time that its name states, as if the machine's own clock had shown
/// `MARQUEE_NOW`. A grace period begins no sooner than the file was written.
public func writeMarksWhenTheySay(_ lake: String) {
  let format = ISO8601DateFormatter()
  format.formatOptions = [.withYear, .withMonth, .withDay, .withTime, .withTimeZone]
  for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(lake)/marks")) ?? [] {
    // 20260504T130000…
    guard let since = format.date(from: name.prefix(15) + "Z") else { continue }
    let path = "\(lake)/marks/\(name)"
    try? FileManager.default.setAttributes([.modificationDate: since], ofItemAtPath: path)
  }
}
