import Foundation
import MarqueeTestSupport

/// Lakes under a scheduler: each has its own job, check and copy.
extension FaultFixture {
  /// What a scheduler logs once nothing is due any longer.
  static let waiting = " debug waiting "

  /// Makes the job files of `lake` if there are none.
  func makeSchedule(of lake: String) throws {
    guard jobs(of: lake) == folder.path + "/jobs" else { return }
    let name = (lake as NSString).lastPathComponent
    try folder.write(
      """
      maintenance:
        - check: { at: "04:00", read-data: 100% }
        - copy: { at: "05:00", to: ../\(name)-copy }
      """, to: "\(name)-jobs/schedule.yaml")
    try FileManager.default.copyItem(
      atPath: folder.path + "/jobs/proof.yaml", toPath: "\(lake)-jobs/proof.yaml")
  }

  /// The names of what is due in `lake`: for these, `schedule list` shows this very instant as the next one.
  func due(in lake: String) async -> Set<String> {
    let answer = await ask(["schedule", "list"], lake: lake)
    let rows = try? JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]]
    guard answer.status == 0, let rows else { return ["\(answer.status): \(answer.errors)"] }
    let now = Self.now.dropLast()
    return Set(
      rows.filter { ($0["next"] as? String)?.hasPrefix(now) == true }.compactMap { $0["name"] as? String })
  }

  /// The problems if a scheduler has not done exactly what was due in `lake`.
  func problems(of ending: RunningProgram.Ending, due: Set<String>, lake: String) async -> [String] {
    let lines = ending.errors.split(separator: "\n")
    let said = { (words: String, name: String) in lines.contains { $0.contains(words) && $0.contains(name) } }
    let done = [
      "proof": said(" run ended ", "job=proof"), "check": said(" maintenance done ", "task=check"),
      "copy": said(" maintenance done ", "task=copy"),
    ].filter(\.value).keys
    var problems: [String] = []
    if Set(done) != due { problems.append("did \(done.sorted()) where \(due.sorted()) was due") }
    let left = await self.due(in: lake)
    if !left.isEmpty { problems.append("\(left.sorted()) is due still") }
    let (own, copied) = (Self.published(in: lake), Self.published(in: "\(lake)-copy"))
    for (path, bytes) in copied where own[path] != bytes { problems.append("the copy has another \(path)") }
    for path in own.keys.sorted() where due.contains("copy") && copied[path] == nil {
      problems.append("the copy lacks \(path)")
    }
    let verified = await ask(["lake", "check", "--read-data"], lake: "\(lake)-copy")
    if verified.status != 0 {
      problems.append("the copy does not verify: \(verified.output) \(verified.errors)")
    }
    return problems
  }
}
