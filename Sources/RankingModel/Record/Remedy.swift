/// What would mend a failure, as a fact about the world. Each front says it in its own words.
public indirect enum Remedy: Sendable, Hashable {
  /// Advice in words that name no command.
  case words(String)
  /// Either of two remedies.
  case either(Remedy, or: Remedy)

  // Remedies on this machine.

  /// Trying again may succeed.
  case tryAgain
  /// The work so far is saved, and trying again continues it.
  case goOn
  /// Another process writes: it must end first.
  case waitForWriter
  /// The disk needs room.
  case freeSpace
  /// The disk may be full or faulty.
  case lookAtDisk
  /// The process must be allowed to open more files.
  case moreOpenFiles
  /// A newer program knows this format.
  case newerProgram
  /// The bucket replaces existing objects, so no two processes may write to it at once. The user must confirm that.
  case singleWriter
  /// Only the owner may have access to the file.
  case ownerOnly(file: String)
  /// The group of the folder must have access to it and to all its content.
  case shareWithGroup(folder: String)

  // Remedies in the request.

  /// The lake is in another folder, or should be.
  case otherLake
  /// The job files are in another folder.
  case otherJobFolder
  /// The day that was asked for is not published, but this earlier day is.
  case askForDay(Day, insteadOf: Day)
  /// The text that was given fits several items. An id, such as this one, fits one item only.
  case askForItem(ItemID, insteadOf: String)
  /// A plan of this size is executed only if the user approves it.
  case approvePlan
  /// A file that others made is replaced only if the user asks for that.
  case replaceOthers

  // Remedies in the lake.

  /// A first run creates the missing data.
  case runJob
  /// The lake needs a repair: stored bytes are lost or changed.
  case repairLake
  /// The catalogue must be rebuilt from the lake.
  case remakeCatalogue
  /// The content of the version that begins with these digits is lost. The version can be forgotten.
  case forgetVersion(ChartName, digits: String)
  /// A wrong clock may have recorded snapshots with times in the future. They can be forgotten.
  case forgetSnapshotsAhead
  /// The tag must be removed first.
  case removeTag(TagName)
  /// The claim must be removed first.
  case removeClaim(String)

  // Where to read more.

  /// The states of the chart's days.
  case showStatus(ChartName)
  /// The snapshots of the chart.
  case showSnapshots(of: ChartName)
  /// The items of the chart with their ids.
  case showItems(of: ChartName, ItemNoun)
  /// The days that wait for a decision.
  case showQuarantine
  /// The list of a day that is held back.
  case showHeldBack(ChartName, Day)
  /// All tags.
  case showTags
  /// All claims.
  case showClaims
  /// All runs.
  case showRuns
  /// The outcome of a run.
  case showRun(String)
  /// The items to enrich, and the dead letters.
  case showTasks
  /// All jobs.
  case showJobs
  /// Forgotten data that can be restored.
  case showForgotten
}
