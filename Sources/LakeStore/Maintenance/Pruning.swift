public import JSON
public import RankingModel
import Storage

/// What a pruning will do with objects that no record names.
public struct PrunePlan: Sendable, Hashable {
  /// What is done with one object.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// The object is marked now. A pruning after the grace period removes it.
    case mark
    /// It is marked already, and its grace period is not over.
    case wait
    /// It is removed.
    case remove
    /// It was marked, and something names it again, so it stays.
    case keep
  }

  /// One object.
  public struct Item: Sendable, Hashable {
    /// The object.
    public var object: ObjectID
    /// What is done with it.
    public var action: Action
    /// The size of its file in bytes.
    public var size: Int
    /// The instant since which it is marked; `nil` where it is marked now.
    public var since: Instant?

    /// The JSON form.
    public var json: JSONValue {
      [
        "object": .string(object.description), "action": .string(action.rawValue), "size": JSONValue(size),
        "since": JSONValue(since?.description),
      ]
    }
  }

  /// All objects concerned, by name.
  public var items: [Item] = []
  /// How many objects the lake has.
  var present = 0
  /// The lists that no longer have any effect once the plan is carried out.
  var doneLists: [StorageKey] = []

  /// How many objects are removed, and how many there are.
  public var removal: ShareOfLake {
    ShareOfLake(count: items.count { $0.action == .remove }, of: present, noun: "objects")
  }
}

extension LakeReader {
  /// What a pruning would do.
  ///
  /// - Parameters:
  ///   - grace: how many seconds an object stays marked before it is removed.
  ///   - inUse: objects that something besides the lake's records needs.
  ///   - now: the instant by the clock.
  /// - Throws: `damaged` where a record is damaged, or where the catalogue has a record that the lake lacks, since the objects
  ///   that it names are unknown then; `storage` where something cannot be read; `usage` where the clock is wrong, or was wrong
  ///   when objects were marked.
  public func prunePlan(
    grace: Double, inUse: Set<ObjectID>, now: Instant
  ) async throws(Failure) -> PrunePlan {
    try check(now, newest: try newestRecorded())
    let identifier = try await LakeFormat.require(at: place).id
    let contents = try await LakeContents(place)
    let inventory = try await LakeInventory(contents, place)
    if let problem = inventory.problems.first {
      let isDamage = problem.severity == .damage
      throw Failure(
        isDamage ? .damaged : .storage,
        "nothing is pruned while a record cannot be read: \(problem.message)",
        remedy: isDamage ? .repairLake : .lookAtDisk)
    }
    try await requireRecords(contents.records, to: "pruned")
    let marks = try await Marks(place.storage)
    for stored in marks.lists { try check(stored, of: identifier, now) }
    // A catalogue that was just rebuilt from the records cannot confirm them.
    let remade = try remadeAt()
    let needed = Set(inventory.uses.keys).union(inUse)
    var plan = PrunePlan()
    plan.present = contents.objects.count
    for object in contents.objects {
      let since = marks.objects[object].map { max($0, remade ?? $0) }
      let action: PrunePlan.Action
      switch since {
      case nil where needed.contains(object): continue
      case nil: action = .mark
      case _? where needed.contains(object): action = .keep
      case let since?: action = since.advanced(bySeconds: grace) <= now ? .remove : .wait
      }
      let size = try await place.storage.inspect(.object(object))?.size ?? 0
      plan.items.append(PrunePlan.Item(object: object, action: action, size: size, since: since))
    }
    let waiting = Set(plan.items.filter { $0.action == .wait }.map(\.object))
    var marked: Set<ObjectID> = []
    for stored in marks.lists {
      // A list that removes marks stays as long as an older list still marks one of its objects.
      let concerned = stored.list.isUnmark ? marked : waiting
      if concerned.isDisjoint(with: stored.list.objects) { plan.doneLists.append(stored.key) }
      if !stored.list.isUnmark { marked.formUnion(stored.list.objects) }
    }
    plan.items.sort { $0.object < $1.object }
    return plan
  }

  private func check(_ stored: Marks.Stored, of lake: String, _ now: Instant) throws(Failure) {
    let location = place.storage.location(of: stored.key)
    guard stored.list.lake == lake else {
      throw Failure(
        .damaged, "\(location) lists objects of another lake, so nothing is pruned",
        remedy: .words("move that file away"))
    }
    guard stored.list.at.isFarAhead(of: now) else { return }
    throw Failure(
      .usage,
      "nothing is pruned: \(location) marks objects since \(stored.list.at), "
        + "\(stored.list.at.distance(aheadOf: now)) the clock, which says \(now)",
      remedy: .words(
        "correct the clock; if it is correct, move that file away: its objects are marked anew"))
  }
}

extension Lake {
  /// Carries out `plan`: first new marks, then removals, then the lists that no longer have any effect.
  ///
  /// - Throws: a `locked` failure where another machine removes from the lake.
  public func prune(_ plan: PrunePlan) async throws(Failure) {
    let remover = try await Remover(place, options: options)
    try await remover.whileHeld { () throws(Failure) in try await prune(plan, by: remover) }
  }

  private func prune(_ plan: PrunePlan, by remover: Remover) async throws(Failure) {
    let storage = place.storage
    // A clock that was set back must not shorten the grace period, nor put these marks before older lists.
    let marks = try await Marks(storage)
    let since = max(clock().later(than: marks.lists.map(\.list.at).max()), try newestRecorded())
    try await list(plan.items.filter { $0.action == .mark }.map(\.object), at: since, isUnmark: false)
    // Another machine may have removed a mark since the plan was made, to use the object again.
    let removed = plan.items.filter { item in
      guard let marked = marks.objects[item.object], let since = item.since else { return false }
      return item.action == .remove && marked <= since
    }
    try await remover.remove(removed.map { .object($0.object) })
    let kept = Set(plan.items.filter { $0.action == .keep }.map(\.object))
    try await list(unmarking: kept, marks)
    try await remover.remove(plan.doneLists)
    if place.isShared { try await remover.remove(try await CatalogueCheckpoint.superseded(in: storage)) }
  }

  /// Removes the marks of `objects`. They are not removed until a whole grace period after they are marked again. Where another
  /// machine may be removing them at this moment, this waits until it is done.
  nonisolated func unmark(_ objects: Set<ObjectID>, _ marks: Marks) async throws(Failure) {
    try await list(unmarking: objects, marks)
    // A process that removes may still have an object on its list whose mark was removed a moment ago.
    let isListed = marks.lists.contains { !objects.isDisjoint(with: $0.list.objects) }
    if isListed, place.isShared { try await Lease.waitForEnd(place, options: options) }
  }

  /// Stores a list that removes the marks of `objects`.
  private nonisolated func list(
    unmarking objects: Set<ObjectID>, _ marks: Marks
  ) async throws(Failure) {
    // The list is later than every list that marks them, even where the clock was set back.
    let at = clock().later(than: marks.lists.map(\.list.at).max())
    try await list(objects.filter { marks.objects[$0] != nil }.sorted(), at: at, isUnmark: true)
  }

  /// Stores a list that marks `objects`, or removes their marks, from `instant` on; none where `objects` is empty.
  private nonisolated func list(
    _ objects: [ObjectID], at instant: Instant, isUnmark: Bool
  ) async throws(Failure) {
    guard !objects.isEmpty else { return }
    let lake = try await LakeFormat.require(at: place).id
    let list = MarkList(lake: lake, at: instant, isUnmark: isUnmark, objects: objects)
    _ = try await place.storage.create([list.file])
  }
}
