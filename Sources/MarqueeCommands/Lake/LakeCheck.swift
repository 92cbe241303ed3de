import AWS
import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel

/// `marquee lake check`.
struct LakeCheckCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the catalogue against the records, and the records against the objects.",
    discussion: """
      Without an option it looks whether everything is there and as long as it
      should be. The exit code is 31 where something is lost or changed, and 33
      where something could not be read; notices do not count. Reads only, and may
      run beside a writer. Of a lake in a bucket it also says whether the bucket
      keeps versions, encrypts what it stores, and blocks public access.
      """)

  @Flag(help: "Unpack and hash every object, and hold every row of the catalogue against the records.")
  var readData = false

  @Option(
    help: ArgumentHelp(
      "Unpack and hash one group of objects, such as 1/7 (the first of seven; 2/7 the next), or a random share, such as 10%.",
      valueName: "part"))
  var readDataSubset: DataSubset?

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if readData, readDataSubset != nil {
      throw ValidationError("give --read-data or --read-data-subset, not both")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let lake = workplace.place.name
    let verification = try await terminal.showingObjects { onProgress throws(Failure) in
      try await workplace.check(
        reading: readData ? .all : readDataSubset?.reading ?? .none, onProgress: onProgress)
    }
    let bucket = try await BucketFacts(of: workplace.place)
    var answer = Answer(
      .verification(verification, lake: lake, bucket: bucket?.json), saying: bucket?.warning)
    answer.isMeasured = verification.isSound
    answer.checkedAt = verification.isSound ? workplace.now : nil
    if verification.hasDamage {
      answer.words =
        "the lake \(lake) is damaged\n  \(terminal.spelling.command(["lake", "repair", "--dry-run"])) shows what can be done"
      answer.status = .damaged
    } else if !verification.isSound {
      answer.words =
        "a part of the lake \(lake) could not be read, so it is not known to be sound\n  "
        + "look at the disk, and at the limit of open files (ulimit -n), then check it again"
      answer.status = .storage
    }
    return answer
  }
}

/// The objects to read: group `K/N`, or a random share `P%`.
struct DataSubset: Sendable, ExpressibleByArgument {
  var reading: LakeVerifier.Reading

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let share = Share(argument: argument), share.value > 0 else { return nil }
      reading = .share(share.value)
      return
    }
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let group = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(group)
    else { return nil }
    reading = .group(group, of: count)
  }
}
