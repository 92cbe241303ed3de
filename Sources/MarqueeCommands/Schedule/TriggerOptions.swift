import ArgumentParser
import Glibc
import LakeStore
import Operations
import Presentation
import RankingModel

/// The options that say what starts jobs each day, and where its files are.
struct TriggerOptions: ParsableArguments {
  @Argument(help: "Only this job; without it, all.", completion: .custom(completeJobs)) var job: String?

  @Flag(help: "A timer and a service of your own systemd.") var systemd = false

  @Flag(help: "With --systemd: a service that is a scheduler, in place of a timer.") var scheduler = false

  @Flag(help: "Lines in your crontab.") var cron = false

  @Flag(
    name: .customLong("github-actions"),
    help: "A workflow of GitHub Actions, which keeps the lake in the repository.")
  var gitHubActions = false

  @Option(
    help: ArgumentHelp(
      "The folder of the files (default: where systemd or GitHub looks for them).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Do it. Without this, what would be done is printed.") var yes = false

  func validate() throws {
    guard [systemd, cron, gitHubActions].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --systemd, --cron and --github-actions")
    }
    if scheduler, !systemd || job != nil {
      throw ValidationError("--scheduler goes with --systemd, for all jobs")
    }
    if cron, output != nil { throw ValidationError("a crontab is no file: give no --output") }
  }

  /// The trigger as a value.
  var target: ScheduleTarget {
    let system: ScheduleTarget.System =
      cron ? .cron : gitHubActions ? .gitHubActions : scheduler ? .systemdScheduler : .systemd
    return ScheduleTarget(system, job: job, folder: output)
  }

  /// The command to start, for the lake and the job files of `workplace`.
  ///
  /// - Parameter address: the lake as this command line names it.
  func command(_ workplace: Workplace, _ address: LakeAddress) -> InstalledCommand {
    let path = { (path: String) in gitHubActions || path.hasPrefix("/") ? path : "\(workingFolder())/\(path)"
    }
    var words = [gitHubActions ? "marquee" : programPath()]
    let named = job.map { JobFolder.isPath($0) ? path($0) : $0 }
    words += scheduler ? ["schedule", "run"] : ["run"] + (named.map { [$0, "--due"] } ?? ["--all"])
    if !systemd { words.append("--quiet") }
    var address = address
    let writable = path(workplace.place.folder)
    if !address.isBucket { address.text = writable }
    words += ["--lake", address.text] + address.bucketOptions + ["--jobs-dir", path(workplace.jobs.path)]
    let final: [ExitStatus] = [.definition, .damaged, .format, .usage]
    return InstalledCommand(
      words: words, shellText: words.map(ShellWord.quoted).joined(separator: " "), writable: [writable],
      finalStatuses: final.map(\.rawValue))
  }

  /// The commands to run by hand after a change, or before the files are removed.
  func advice(_ changes: [ScheduleChange], removing: Bool) -> String? {
    guard systemd, output == nil, let unit = changes.last?.place.split(separator: "/").last else {
      return nil
    }
    // Once its file is gone, a unit can still be stopped but not disabled.
    if removing, yes { return "stop it: systemctl --user stop \(unit); systemctl --user daemon-reload" }
    if removing { return "before --yes, run: systemctl --user disable --now \(unit)" }
    return "start it: systemctl --user daemon-reload && systemctl --user enable --now \(unit)\n"
      + "and let it run while you are not logged in: loginctl enable-linger"
  }
}

/// The path of this program.
private func programPath() -> String {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = readlink("/proc/self/exe", &buffer, buffer.count)
  return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "/usr/bin/marquee"
}

/// The folder in which this program was started.
private func workingFolder() -> String {
  guard let folder = getcwd(nil, 0) else { return "." }
  defer { free(folder) }
  return String(cString: folder)
}
