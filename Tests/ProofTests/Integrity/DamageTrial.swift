import Foundation
import MarqueeTestSupport

extension ReadTrial {
  private static let days = ["2026-04-30"] + (2...8).map { "2026-05-0\($0)" }
  /// The exit codes of a command that met damage: the day's run failed, a source or the medium gave nothing usable, or the lake
  /// is damaged or has an unknown format.
  private static let refusals: Set<Int32> = [12, 21, 31, 32, 33]

  /// Runs the command after `damage` to `file`. The command repairs the damage, or is not affected and leaves it to `check`, or
  /// refuses; it never publishes anything false.
  ///
  /// - Parameter right: the result of `rightCharts()`.
  func problems(after damage: Damage, to file: String, right: [String: Set<String>]) async throws -> [String]
  {
    let lake = fixture.lake("lake-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: lake) }
    try fixture.copy(base, to: lake)
    try damage.happen(to: "\(lake)/\(file)")
    let damaged = LakeImage(of: lake)
    let ending = try await command(lake)
    let image = LakeImage(of: lake)
    // The command refused and changed nothing.
    if ending.status != calm.status, image == damaged { return told(dishonesty(ending, damage), ending) }
    var problems = before.changes(in: image, beyond: calm.image, spoiled: [file])
    problems += await falseDays(lake, right)
    let found = await fixture.unsoundness(of: lake, now: scenario.now)
    if ending.status != calm.status { return told(problems + dishonesty(ending, damage), ending) }
    for day in scenario.publishes {
      // Only the day's own document is asked for: the chart also needs the day before, which the command does not store.
      let answer = await fixture.ask(
        ["snapshot", "cat", "proof", "--day", day], lake: lake, now: scenario.now)
      if answer.status != 0 {
        problems.append("\(day) is published and answers with \(answer.status): \(answer.errors)")
      }
    }
    if found.isEmpty {
      // The end is the undisturbed one, except for the damaged file, which may be kept in the folder `damaged`. After a rebuild
      // of its catalogue, a lake keeps unused objects for a grace period.
      if scenario.name == "prune", file == "catalogue.sqlite" { return told(problems, ending) }
      // A removed object cannot be restored, and the answer says so.
      if case .removal = damage, ending.output.contains(#""too_late""#) { return told(problems, ending) }
      let reached = await fixture.wholeMeaning(of: lake, now: scenario.now)
      // The object was about to be removed, and the lake is sound without it.
      let spare = file.hasPrefix("objects/") ? file : nil
      problems += Self.differences(
        Self.healed(reached, without: spare), Self.healed(calm.meaning, without: spare))
    } else if scenario.storesObjects, isWritten(file) {
      problems.append("what it stored is not sound: \(found)")
    }
    return told(problems, ending)
  }

  /// Whether the undisturbed command stores or newly names this object, so that it must be sound afterwards.
  private func isWritten(_ file: String) -> Bool {
    guard file.hasPrefix("objects/"), let name = file.split(separator: "/").last else { return false }
    return calm.image.namesAnew(name.prefix { $0 != "." }, since: before)
  }

  /// The days with a chart that is neither the one before the command nor the one after the undisturbed command.
  private func falseDays(_ lake: String, _ right: [String: Set<String>]) async -> [String] {
    var problems: [String] = []
    for day in Self.days {
      let answer = await chart(day, lake)
      if answer.status == 0, right[day]?.contains(Mask.text(answer.output)) != true {
        problems.append("a false \(day): \(answer.output.prefix(400))")
      }
    }
    return problems
  }

  /// The document of a day, which contains its chart.
  private func chart(_ day: String, _ lake: String) async -> FaultFixture.Answer {
    await fixture.ask(["snapshot", "cat", "proof", "--day", day], lake: lake, now: scenario.now)
  }

  /// The charts before the command and after the undisturbed one, by day.
  func rightCharts() async -> [String: Set<String>] {
    var charts: [String: Set<String>] = [:]
    for day in Self.days {
      for lake in [base, calmLake] {
        let answer = await chart(day, lake)
        if answer.status == 0 { charts[day, default: []].insert(Mask.text(answer.output)) }
      }
    }
    return charts
  }

  private func dishonesty(_ ending: RunningProgram.Ending, _ damage: Damage) -> [String] {
    if ending.status == 128 + 9 { return ["took more than \(FaultFixture.limit)"] }
    var honest = Self.refusals
    // A removed file may be reported as missing.
    if case .removal = damage { honest.insert(14) }
    var problems: [String] = []
    if !honest.contains(ending.status) { problems.append("ended with \(ending.status)") }
    // The answer of a repair says what is lost.
    if ending.errors.isEmpty, ending.output.isEmpty { problems.append("no word on standard error") }
    if Language.isForMachines(ending.errors) { problems.append("told in words of the program's own") }
    return problems
  }

  /// Repairs after damage to two files, and repairs once more: the second repair must find nothing to restore.
  func problemsOfRepair(after damages: [(file: String, damage: Damage)]) async throws -> [String] {
    let lake = fixture.lake("lake-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: lake) }
    try fixture.copy(base, to: lake)
    for (file, damage) in damages { try damage.happen(to: "\(lake)/\(file)") }
    let spoiled = Set(damages.map(\.file))
    let first = try await command(lake)
    let once = LakeImage(of: lake)
    var problems = before.changes(in: once, beyond: before, spoiled: spoiled)
    if first.status != 0, first.status != 31 { problems.append("ended with \(first.status)") }
    let second = try await command(lake)
    let twice = LakeImage(of: lake)
    // What is lost for good may be reported once or every time.
    if once.records != twice.records || second.output.contains(#""restore""#) {
      problems.append("the second repair did what the first left: \(second.output.prefix(600))")
    }
    return told(problems, first)
  }

  /// The content of a lake without the folder `damaged`, and without the calls that it took to ask again for a damaged answer.
  private static func healed(_ meaning: [String], without object: String?) -> [String] {
    let lines = meaning.filter { line in
      !line.hasPrefix("damaged/") && object.map { !line.hasPrefix($0) } ?? true
    }.map {
      $0.replacing(#/"calls":(\d+|\[[^\]]*\]),?/#, with: "").replacing(#/"(asked|reused)":\d+,?/#, with: "")
    }
    return Set(lines).sorted()
  }
}
