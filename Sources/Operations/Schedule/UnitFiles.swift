import Jobs
import RankingModel

/// The text of systemd unit files for a user's own manager (systemd.service(5), systemd.timer(5)).
struct UnitFiles {
  /// The subject of the units, in words.
  let about: String
  let command: InstalledCommand

  /// The service that a timer starts. It does what is due and ends.
  func service() throws(Failure) -> String {
    try """
    \(madeByMarquee)
    [Unit]
    Description=Marquee: \(about)
    StartLimitIntervalSec=20h
    StartLimitBurst=10

    [Service]
    Type=oneshot
    Restart=on-failure
    RestartSec=30min
    RestartPreventExitStatus=\(command.finalStatuses.map(String.init).joined(separator: " "))
    \(execution())

    """
  }

  /// The service of a scheduler. The scheduler notifies systemd when it is ready and that it is alive (sd_notify(3)).
  func scheduler() throws(Failure) -> String {
    try """
    \(madeByMarquee)
    [Unit]
    Description=Marquee: \(about)

    [Service]
    Type=notify
    NotifyAccess=main
    WatchdogSec=5min
    Restart=on-failure
    RestartSec=1min
    \(execution())

    [Install]
    WantedBy=default.target

    """
  }

  /// The timer that starts the service of the same name when jobs are due. If the machine was off then, the timer starts the
  /// service at once.
  func timer(_ jobs: [JobDefinition], jitter: Double) -> String {
    let times = jobs.map { "OnCalendar=\(UnitFiles.calendar($0.schedule, $0.cadence))" }
    let delay = jitter > 0 ? "\nRandomizedDelaySec=\(Int(jitter.rounded(.up)))" : ""
    return """
      \(madeByMarquee)
      [Unit]
      Description=Marquee: when \(about) is due

      [Timer]
      \(Set(times).sorted().joined(separator: "\n"))
      Persistent=true\(delay)

      [Install]
      WantedBy=timers.target

      """
  }

  /// The days and the time of a schedule (systemd.time(7)).
  static func calendar(_ schedule: Schedule, _ cadence: Cadence) -> String {
    let days =
      switch cadence {
      case .daily, .irregular: "*-*-*"
      case .weekly(let weekday): "\(weekday.rawValue.prefix(3).capitalizedFirst) *-*-*"
      case .monthly: "*-*-01"
      }
    return "\(days) \(schedule.time):00 \(schedule.timeZone)"
  }

  /// The part that both services share: the command and its permissions. The command can write to the lake, to the cache of git
  /// histories, and to the folders of copies.
  private func execution() throws(Failure) -> String {
    var words: [String] = []
    // The leading colon turns off the substitution of environment variables, so that a dollar sign is taken literally.
    for (index, word) in command.words.enumerated() {
      words.append(try UnitFiles.quoted(index == 0 ? ":\(word)" : word))
    }
    var writable: [String] = []
    for path in command.writable { writable.append(try UnitFiles.quotedPath("-\(path)")) }
    // A private /tmp would hide a lake there.
    let isTemporary = (command.writable + command.words).contains {
      $0.hasPrefix("/tmp/") || $0.hasPrefix("/var/tmp/")
    }
    return """
      ExecStart=\(words.joined(separator: " "))
      # Keys, such as NAME=value, a line each.
      EnvironmentFile=-%E/marquee/environment
      UMask=0077
      NoNewPrivileges=true
      ProtectSystem=strict
      ReadWritePaths=\(writable.joined(separator: " "))
      # Histories that git has brought are kept here.
      CacheDirectory=marquee
      PrivateTmp=\(isTemporary ? "false" : "true")
      PrivateDevices=true
      ProtectKernelTunables=true
      ProtectKernelModules=true
      ProtectControlGroups=true
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      RestrictNamespaces=true
      RestrictRealtime=true
      LockPersonality=true
      SystemCallArchitectures=native
      """
  }

  /// A word of a command in double quotes, with special characters escaped.
  static func quoted(_ word: String) throws(Failure) -> String {
    try refuseControls(in: word)
    let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
    return "\"\(escaped)\""
  }

  /// A path in a list of paths, where a backslash has no special meaning.
  static func quotedPath(_ path: String) throws(Failure) -> String {
    try refuseControls(in: path)
    guard let mark = (["\"", "'"] as [String]).first(where: { !path.contains($0) }) else {
      throw Failure(
        .usage, "a unit file cannot name the path \(path)", remedy: .words("name one without quotation marks")
      )
    }
    return mark + path.replacing("%", with: "%%") + mark
  }
}

extension Substring {
  /// The text with its first letter in upper case.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
