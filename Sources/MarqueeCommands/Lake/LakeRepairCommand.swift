import ArgumentParser
import HTTPFetch
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee lake repair`.
struct LakeRepairCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Set damaged files aside, restore what can be had again, and say what is lost.",
    discussion: """
      Every object is read. What seems damaged is read a second time before it is
      touched, and moved to the folder `damaged` of the lake. What cannot be read is
      left as it is, and the exit code is 33. Lost versions are made again from
      their raw objects through the jobs at hand; lost lists are fetched again
      where their source still has the same bytes. The exit code is 31 where
      something stays lost.
      """)

  @Flag(help: "Fetch nothing: restore only from the lake itself.")
  var offline = false

  @Flag(
    help:
      "Take what cannot be read for lost, as on a disk that has failed. Without it such files are left as they are."
  )
  var replaceUnreadable = false

  @Flag(help: "Print what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let steps = try await repair()
    try options.print(.repair(steps))
    let lost = steps.filter { $0.action == .lost }
    if !dryRun { try await bringBackWorkState(lost) }
    if dryRun { options.say("nothing was changed") }
    let leaves = steps.contains { $0.action == .leave }
    if leaves {
      options.say(
        "what could not be read was left as it is: it may be sound\n  "
          + "look at the disk, then repair again; where it is lost for good: marquee lake repair --replace-unreadable"
      )
    }
    if !lost.isEmpty { return Answer(status: .damaged) }
    return Answer(status: leaves ? .storage : .success)
  }

  private func repair() async throws -> [RepairStep] {
    let repair = try await LakeRepair(
      options.place, options: options.lakeOptions, replacesUnreadable: replaceUnreadable, dryRun: dryRun)
    let verification = try await options.verification(reading: .all)
    let steps = try await repair.plan(verification, sources: verification.isSound ? [] : sources())
    if !dryRun { try await repair.carryOut(steps) }
    return steps
  }

  private func sources() throws(Failure) -> [any ObjectSource] {
    // What a broken job file would make again stays lost.
    let jobs = try options.definitions { name in
      options.say("warning: nothing is made again by the job \(name): its file cannot be used")
    }
    let stored: [any ObjectSource] = [JobFileSource(jobs: jobs), ReplaySource(jobs: jobs)]
    if offline { return stored }
    let fetcher = CurlFetcher(maximumConnections: 4, version: marqueeVersion, logger: options.logger)
    return stored + [RefetchSource(jobs: jobs, fetcher: fetcher, clock: options.context.clock)]
  }

  /// What was set aside of the work state is made anew, and answers that are lost are asked for again.
  private func bringBackWorkState(_ lost: [RepairStep]) async throws {
    let objects = Set(lost.compactMap { ObjectID($0.subject) })
    try await WorkSession.with(options) { try await $0.work.forget(objects) }
  }
}
