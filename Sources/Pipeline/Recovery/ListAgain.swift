import HTTPFetch
public import Jobs
import ListSources
public import RankingModel

extension RunDependencies {
  /// The names of the bytes that the source of a stored list has now in its place: of each of them as it came, and unpacked.
  /// None where the source has nothing there any longer. Nothing is stored.
  ///
  /// - Throws: a `source` failure where the source could not be asked.
  public func objects(
    now list: RawObject, of day: Day, by definition: JobDefinition
  ) async throws -> Set<ObjectID> {
    let extractor = extractor(of: definition)
    var found: Set<ObjectID> = []
    for source in sources(of: list, day, definition) {
      let body: [UInt8]
      do { body = try await extractor.list(from: source, for: day).body } catch let problem
        as ExtractionProblem
      {
        if problem.state == .unavailable { throw Failure(.source, problem.reason, remedy: .tryAgain) }
        continue
      }
      found.insert(ObjectID(of: body))
      if let unpacked = try? extractor.unpacked(body) { found.insert(ObjectID(of: unpacked)) }
      if found.contains(list.object) { break }
    }
    return found
  }

  /// Where the list may stand: the sources of past days, and the live one on the day itself.
  private func sources(of list: RawObject, _ day: Day, _ definition: JobDefinition) -> [ListSource] {
    let live = definition.extract.source
    let isToday = !live.namesDay && definition.isCurrent(day, at: clock())
    return definition.pastSources + (isToday ? [live] : [])
  }
}
