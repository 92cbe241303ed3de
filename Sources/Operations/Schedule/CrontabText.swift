import Glibc
import HTTPFetch
import Jobs
import RankingModel

/// The lines that Marquee owns in a user's crontab (crontab(5)). Two marks around the lines make them recognizable.
struct CrontabText {
  /// The name that distinguishes these lines from the lines of other jobs.
  let name: String

  private var begin: String { "# Made by Marquee: begin \(name)" }
  private var end: String { "# Made by Marquee: end \(name)" }

  /// The lines that start the command when one of `schedules` is due, in the time zone that cron uses, with their marks. If that
  /// zone changes its clocks on other days than a schedule's zone, the command starts at both hours: it only does what is due.
  func lines(_ schedules: [Schedule], zone: String, yearFrom day: Day, _ command: InstalledCommand)
    throws(Failure) -> String
  {
    for word in command.words {
      try refuseControls(in: word)
      // Crons differ in how they read a backslash.
      guard !word.contains("\\") else {
        throw Failure(
          .usage, "a crontab cannot name \(word)", remedy: .words("name a path without backslashes"))
      }
    }
    // cron ends the command at an unescaped percent sign.
    let words = command.shellText.replacing("%", with: "\\%")
    let times = CrontabText.times(schedules, zone: zone, yearFrom: day)
    let lines = times.map { "\($0) \(words)" }
    return ([begin] + lines + [end]).map { $0 + "\n" }.joined()
  }

  /// The times of `schedules` in another zone, such as `30 1,2 * * *`: for each minute of an hour, the hours at which a schedule
  /// is due on any day of a year.
  static func times(_ schedules: [Schedule], zone: String, yearFrom day: Day) -> [String] {
    let minutes = Set(schedules.flatMap { $0.minutesOfDay(inZone: zone, yearFrom: day) })
    return Dictionary(grouping: minutes.sorted()) { $0 % 60 }.sorted { $0.key < $1.key }.map { minute, all in
      "\(minute) \(all.map { String($0 / 60) }.joined(separator: ",")) * * *"
    }
  }

  /// The lines from the first mark to the last in `crontab`; `nil` if there are none.
  ///
  /// - Throws: `usage` if one mark is missing, a mark occurs twice, or the marks are not in order: lines of the user could then
  ///   be between them.
  func found(in crontab: String) throws(Failure) -> String? {
    let starts = crontab.ranges(of: begin + "\n")
    let stops = crontab.ranges(of: end + "\n")
    if starts.isEmpty, stops.isEmpty { return nil }
    guard starts.count == 1, stops.count == 1, starts[0].upperBound <= stops[0].lowerBound else {
      throw Failure(
        .usage, "the begin and end marks of Marquee in the crontab do not match",
        remedy: .words("correct them by hand"))
    }
    return String(crontab[starts[0].lowerBound..<stops[0].upperBound])
  }

  /// `crontab` with `lines` in place of the marked lines, or at its end if it has no marked lines.
  func replacing(with lines: String, in crontab: String) throws(Failure) -> String {
    if let found = try found(in: crontab) { return crontab.replacing(found, with: lines, maxReplacements: 1) }
    return crontab + (crontab.isEmpty || crontab.hasSuffix("\n") ? "" : "\n") + lines
  }
}

/// The crontab of this user.
enum Crontab {
  /// The text of the crontab; empty if the user has none.
  ///
  /// - Throws: `storage` if it cannot be read, because it must not be taken for an empty one.
  static func read() throws(Failure) -> String {
    let (status, text) = try pipe("LC_ALL=C crontab -l 2>&1")
    if status == 0 { return text }
    if text.contains("no crontab for") { return "" }
    throw refused("read", text)
  }

  /// Replaces the crontab with `text`.
  static func write(_ text: String) throws(Failure) {
    guard let stream = popen("crontab -", "w") else {
      throw refused("written", String(cString: strerror(errno)))
    }
    let isTaken = fputs(text, stream) >= 0
    guard pclose(stream) == 0, isTaken else { throw refused("written", "crontab refused it") }
  }

  private static func pipe(_ command: String) throws(Failure) -> (status: Int32, text: String) {
    guard let stream = popen(command, "r") else { throw refused("read", String(cString: strerror(errno))) }
    let bytes = try? BoundedFile.rest(of: fileno(stream), atMost: 16 << 20)
    let status = pclose(stream)
    guard let bytes else { throw refused("read", "it ended early") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refused("read", "it is not UTF-8")
    }
    return (status, text)
  }

  private static func refused(_ what: String, _ why: String) -> Failure {
    let reason = SafeText.start(of: why.split(separator: "\n").joined(separator: "; "))
    return Failure(
      .storage, "the crontab cannot be \(what): \(reason)",
      remedy: .words("see that cron is installed and that you may use it"))
  }

  /// The time zone that cron uses: the zone of this machine, or UTC if that zone has no name.
  static func zone() -> String {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = readlink("/etc/localtime", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    return path.firstRange(of: "zoneinfo/").map { String(path[$0.upperBound...]) } ?? "UTC"
  }
}
