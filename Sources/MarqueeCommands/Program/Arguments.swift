public import ArgumentParser
import LakeStore
import Operations
public import Pipeline
public import Presentation
public import RankingModel

extension Format: ExpressibleByArgument {}

extension EnrichmentTask.State: ExpressibleByArgument {}

// An argument of one of these types is written as the type's description.
extension ChartName: LosslessStringConvertible, ExpressibleByArgument {}
extension Day: LosslessStringConvertible, ExpressibleByArgument {}
extension TagName: LosslessStringConvertible, ExpressibleByArgument {}
extension MerkleHash: LosslessStringConvertible, ExpressibleByArgument {}

extension Instant: LosslessStringConvertible, ExpressibleByArgument {
  /// The instant that `argument` writes. A date stands for the end of that day in UTC, which is the instant at which the next day
  /// begins: a list that a source had when the day ended counts. The last day that can be written ends a microsecond earlier.
  public init?(argument: String) {
    guard let day = Day(argument) else {
      self.init(argument)
      return
    }
    let end = Instant(startOf: day.advanced(by: 1))
    self = end.day.civil.year > 9999 ? Instant(microseconds: end.microseconds - 1) : end
  }
}

extension DayRange: ExpressibleByArgument {
  /// The days that `argument` names: a year, a month, a day, or the days from one to another.
  public init?(argument: String) { self.init(naming: argument) }
}

/// A time to wait of at most 3650 days: `10s`, `500ms`, `5m`, `1h`, `2d`, or a bare number of seconds.
struct WaitTime: Sendable, ExpressibleByArgument {
  private static let longest = 3650.0 * 86_400

  var seconds: Double

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    let units: [(name: String, seconds: Double)] = [
      ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("", 1),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.name) }),
      argument.first?.isNumber == true, let number = Double(argument.dropLast(unit.name.count)),
      number * unit.seconds <= WaitTime.longest
    else { return nil }
    seconds = number * unit.seconds
  }

  var defaultValueDescription: String { seconds >= 3600 ? "\(Int(seconds) / 3600)h" : "\(Int(seconds))s" }
}

/// A number of days: `30d`, `12w` or `2y`, at most ten thousand years.
struct DayCount: Sendable, ExpressibleByArgument {
  var days: Int

  init?(argument: String) {
    let units: [Character: Int] = ["d": 1, "w": 7, "y": 365]
    guard let unit = argument.last.flatMap({ units[$0] }), let number = Int(argument.dropLast()),
      (1...3_650_000 / unit).contains(number)
    else { return nil }
    days = number * unit
  }
}

extension Reprocess: ExpressibleByArgument {}

/// A share, such as `50%`.
struct Share: Sendable, ExpressibleByArgument {
  /// The share as a number from 0 to 1.
  var value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    guard argument.hasSuffix("%"), let percent = Double(argument.dropLast()), (0...100).contains(percent)
    else { return nil }
    value = percent / 100
  }

  var defaultValueDescription: String { "\(Int(value * 100))%" }
}

/// The charts of the lake, for shell completion.
@Sendable func completeCharts(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
  let folder = GlobalOptions.lake(value(of: "--lake", in: words), processEnvironment()).text
  return (try? LakeReader.suggesting(from: LakePlace(folder: folder)).charts())?.map(\.description) ?? []
}

/// The existing jobs, for shell completion.
@Sendable func completeJobs(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
  (try? GlobalOptions.jobs(value(of: "--jobs-dir", in: words), processEnvironment()).names()) ?? []
}

/// The tags of the lake, for shell completion; only those of a chart if `words` name one.
@Sendable func completeTags(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
  let folder = GlobalOptions.lake(value(of: "--lake", in: words), processEnvironment()).text
  let tags = (try? LakeReader.suggesting(from: LakePlace(folder: folder)).tags()) ?? []
  let ofChart = tags.filter { words.contains($0.chart.description) }
  return (ofChart.isEmpty ? tags : ofChart).map(\.name.description)
}

/// The value of the option `name` in `words`, either the next word or the text after `=`. The last occurrence counts, and nothing
/// after `--` does.
func value(of name: String, in words: [String]) -> String? {
  let options = Array(words.prefix { $0 != "--" })
  for (index, word) in options.enumerated().reversed() {
    if word == name, index + 1 < options.count { return options[index + 1] }
    if word.hasPrefix(name + "=") { return String(word.dropFirst(name.count + 1)) }
  }
  return nil
}
