/// What would mend a failure: a fact about the world. Each front says it in its own words.
public indirect enum Remedy: Sendable, Hashable {
  /// Advice in words that name no command.
  case words(String)
  /// One of two.
  case either(Remedy, or: Remedy)

  // What this machine has to offer.

  /// The same may do when it is tried again.
  case tryAgain
  /// What was begun is kept, and the same goes on from there.
  case goOn
  /// Another process writes, and ends some time.
  case waitForWriter
  /// The disk needs room.
  case freeSpace
  /// The disk may be full or faulty.
  case lookAtDisk
  /// More files must be free to open.
  case moreOpenFiles
  /// A newer program knows this format.
  case newerProgram
  /// The bucket replaces what is there: no two processes may write to it at once, and somebody must say so.
  case singleWriter
  /// The file must be its owner's alone.
  case ownerOnly(file: String)
  /// The folder, with all in it, must be its group's.
  case shareWithGroup(folder: String)

  // What is asked for, or where.

  /// The lake is, or had better be, in another folder.
  case otherLake
  /// The job files are in another folder.
  case otherJobFolder
  /// This day before the one asked for is published.
  case askForDay(Day)
  /// An id fits one item only, such as this one.
  case askForItem(ItemID, on: ChartName)
  /// So much is done only when it is asked for after a look at the plan.
  case approvePlan

  // What the lake needs.

  /// A first run makes what is missing.
  case runJob
  /// Stored bytes are lost or changed.
  case repairLake
  /// The catalogue is to be made anew from the lake.
  case remakeCatalogue
  /// The content of the version with these first digits is lost, and can be left out.
  case forgetVersion(ChartName, digits: String)
  /// A wrong clock may have recorded snapshots that lie ahead of the right one.
  case forgetSnapshotsAhead
  /// The tag stands in the way.
  case removeTag(TagName)
  /// The claim stands in the way.
  case removeClaim(String)

  // What tells more.

  /// What became of the chart's days.
  case showStatus(ChartName)
  /// The snapshots of the chart.
  case showSnapshots(of: ChartName)
  /// The items of the chart with their ids.
  case showItems(of: ChartName, ItemNoun)
  /// The days that wait for a decision.
  case showQuarantine
  /// What is held back of a day.
  case showHeldBack(ChartName, Day)
  /// The tags there are.
  case showTags
  /// The claims there are.
  case showClaims
  /// The runs there are.
  case showRuns
  /// What became of a run.
  case showRun(String)
  /// The items to enrich, and the dead letters.
  case showTasks
  /// The jobs there are.
  case showJobs
  /// What was forgotten and can be brought back.
  case showForgotten
}
