import RankingModel
import Yams

extension ScheduleFile {
  /// Parses `schedule.yaml`. Returns its content and all its mistakes, in the order of the file. The content is `nil` if there is
  /// any mistake.
  ///
  /// - Parameter path: the path of the file. Relative paths start at its folder.
  public static func parse(
    bytes: [UInt8], path: String
  ) -> (file: ScheduleFile?, diagnostics: [JobDiagnostic]) {
    let document = JobDocument(bytes, mayBeEmpty: true)
    let reader = ScheduleFileReader(folder: JobFile.folder(of: path))
    let file = document.root.map { reader.file(JobNode(node: $0, name: "", document: document)) }
    let diagnostics = document.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    return (diagnostics.isEmpty ? file ?? ScheduleFile() : nil, diagnostics)
  }
}

/// Reads `schedule.yaml`. If a task is wrong, reading continues, as in a job file.
struct ScheduleFileReader {
  let folder: String

  func file(_ root: JobNode) -> ScheduleFile? {
    guard root.isMapping, let section = root.mapping(ScheduleKeys.file) else {
      root.report("\(ScheduleFile.name) is a mapping", hint: "start it with \"maintenance:\"")
      return nil
    }
    var file = ScheduleFile()
    var zone = Schedule()
    section.set(&file.jitter, to: "jitter") {
      $0.value("a duration up to 1d, such as 10m", in: 0...86_400, JobScalar.duration)
    }
    section.set(&zone.timeZone, to: "time-zone") { $0.timeZone() }
    let tasks =
      section["maintenance"]?.list(expected: #"a list of tasks such as - check: { at: "04:00" }"#) ?? []
    for node in tasks {
      // Messages about a task show the keys of the task alone, without their path in the file.
      guard let task = task(JobNode(node: node.node, name: "", document: node.document), zone) else {
        continue
      }
      if file.maintenance.contains(where: { $0.name == task.name }) {
        node.report(
          "a second task is called \"\(task.name)\"", hint: "give it a name of its own: name: my-\(task.name)"
        )
      }
      file.maintenance.append(task)
    }
    return file
  }

  private func task(_ node: JobNode, _ zone: Schedule) -> MaintenanceTask? {
    let kinds = ScheduleKeys.task.map(\.name)
    let isEmpty = node.node.mapping?.isEmpty ?? true
    guard !isEmpty, let choice = node.mapping(ScheduleKeys.task) else {
      node.report(
        "a task is one of \(kinds.joined(separator: ", "))", hint: #"such as - check: { at: "04:00" }"#)
      return nil
    }
    let named = kinds.filter { choice[$0] != nil }
    guard let kind = named.first, let place = choice[kind] else { return nil }
    if named.count > 1 {
      node.report("a task is one of \(named.joined(separator: ", "))", hint: "start each with a dash")
    }
    switch kind {
    case "check":
      return task(kind, place, ScheduleKeys.check, zone) {
        .check(share: $0["read-data"].flatMap(share) ?? 0)
      }
    case "prune":
      return task(kind, place, ScheduleKeys.prune, zone) { section in
        let grace = section["grace"]?.value(
          "a duration from 1h to 3650d", in: 3600...315_360_000, JobScalar.duration)
        return .prune(grace: grace ?? 86_400, share: section["at-most"].flatMap(share) ?? 0.5)
      }
    default:
      return task(kind, place, ScheduleKeys.copy, zone) { section in
        section.required("to", hint: "such as to: /backup/lake").flatMap(target).map { .copy(to: $0) }
      }
    }
  }

  /// A task. Its name is `kind` if the file gives none.
  private func task(
    _ kind: String, _ node: JobNode, _ keys: [JobKey], _ zone: Schedule,
    _ work: (JobMapping) -> MaintenanceTask.Work?
  ) -> MaintenanceTask? {
    guard let section = node.mapping(keys) else { return nil }
    var schedule = zone
    section.set(&schedule.minuteOfDay, to: "at") { $0.clockTime() }
    let every = section["every"]?.choice(ScheduleKeys.Every.self) ?? .day
    let name = section["name"]?.value("a slug of lowercase letters, digits, \"-\", \"_\" and \".\"") {
      ChartName($0)?.description
    }
    return work(section).map {
      MaintenanceTask(name: name ?? kind, work: $0, cadence: every.cadence, schedule: schedule)
    }
  }

  /// The place that a lake is copied to: an absolute path, or the address of a bucket.
  private func target(_ node: JobNode) -> String? {
    node.value("a path, or s3://bucket/prefix") { text in
      if text.contains("://") { return text.hasPrefix("s3://") && text.count > 5 ? text : nil }
      return text.hasPrefix("/") ? text : "\(folder)/\(text)"
    }
  }

  private func share(_ node: JobNode) -> Double? {
    node.value("a percentage such as 5%", JobScalar.percentage)
  }
}
