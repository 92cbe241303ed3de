public import RankingModel

/// What a pruning is going to do with objects that no record names.
public struct PrunePlan: Sendable, Hashable {
  /// What is done with one object.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// It is marked, and removed by a pruning after the grace period.
    case mark
    /// It is marked, and its grace period is not over.
    case wait
    /// It is removed.
    case remove
    /// It was marked, and something names it again: it stays.
    case keep
  }

  /// One object.
  public struct Item: Sendable, Hashable {
    /// The object.
    public var object: ObjectID
    /// What is done with it.
    public var action: Action
    /// Bytes of its file.
    public var size: Int
    /// Since when it is marked; `nil` where it is marked now.
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
  /// The lists that are done with once the plan is carried out.
  var doneLists: [String] = []

  /// How many objects are removed, of how many.
  public var removal: ShareOfLake {
    ShareOfLake(count: items.count { $0.action == .remove }, of: present, noun: "objects")
  }
}

extension LakeReader {
  /// What a pruning would do.
  ///
  /// - Parameters:
  ///   - grace: seconds that an object stays marked before it is removed.
  ///   - inUse: objects that something besides the lake's records needs.
  ///   - now: what the clock says.
  /// - Throws: `damaged` where a record is damaged, or where the catalogue knows one that is not there: what it names is not
  ///   known then; `storage` where something cannot be read; `usage` where the clock, or one that said when objects were
  ///   marked, is wrong.
  public func prunePlan(
    grace: Double, inUse: Set<ObjectID>, now: Instant
  ) throws(Failure) -> PrunePlan {
    try check(now, newest: try newestRecorded())
    let identifier = try identifier()
    let contents = try LakeContents(lake: path, fileSystem: fileSystem)
    let inventory = try LakeInventory(contents, lake: path, fileSystem: fileSystem)
    if let problem = inventory.problems.first {
      let isDamage = problem.severity == .damage
      throw Failure(
        isDamage ? .damaged : .storage,
        "nothing is pruned while a record cannot be read: \(problem.message)",
        hint: isDamage ? "marquee lake repair --lake \(path)" : "look at the disk, then prune again")
    }
    try requireRecords(contents.snapshots + contents.runs, to: "pruned")
    let live = Set(inventory.uses.keys).union(inUse)
    let present = Set(contents.objects)
    var plan = PrunePlan()
    plan.present = present.count
    var marked: Set<ObjectID> = []
    // A catalogue that was made from the records just now is no second account of them.
    let remade = try remadeAt()
    for stored in try Tombstones(lake: path, fileSystem: fileSystem).all() {
      guard stored.list.lake == identifier else {
        throw Failure(
          .damaged, "\(path)/\(stored.path) lists objects of another lake, so nothing is pruned",
          hint: "move that file away")
      }
      guard !stored.list.since.isFarAhead(of: now) else { throw ahead(stored, now) }
      let since = max(stored.since, remade ?? stored.since)
      let isOver = since.advanced(bySeconds: grace) <= now
      let objects = stored.list.objects.filter { present.contains($0) && marked.insert($0).inserted }
      for object in objects {
        let action: PrunePlan.Action = live.contains(object) ? .keep : isOver ? .remove : .wait
        plan.items.append(try item(object, action, since: since))
      }
      if isOver || objects.isEmpty { plan.doneLists.append(stored.path) }
    }
    for object in contents.objects where !live.contains(object) && !marked.contains(object) {
      plan.items.append(try item(object, .mark, since: nil))
    }
    plan.items.sort { $0.object < $1.object }
    return plan
  }

  private func ahead(_ stored: Tombstones.Stored, _ now: Instant) -> Failure {
    Failure(
      .usage,
      "nothing is pruned: \(path)/\(stored.path) marks objects since \(stored.list.since), "
        + "\(stored.list.since.distance(aheadOf: now)) the clock, which says \(now)",
      hint: "set the clock right; where it is right, move that file away: its objects are marked anew")
  }

  private func item(
    _ object: ObjectID, _ action: PrunePlan.Action, since: Instant?
  ) throws(Failure) -> PrunePlan.Item {
    do throws(FileSystemError) {
      let size = try fileSystem.size(place(of: object)) ?? 0
      return PrunePlan.Item(object: object, action: action, size: size, since: since)
    } catch {
      throw Failure(reading: "object \(object.short)", error)
    }
  }

  fileprivate func place(of object: ObjectID) -> String {
    FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem).path(of: object)
  }

  fileprivate func identifier() throws(Failure) -> String {
    guard let format = try LakeFormat(folder: path, fileSystem: fileSystem) else {
      throw Failure(
        .damaged, "\(path)/\(LakeFormat.place) is missing", hint: "marquee lake repair --lake \(path)")
    }
    return format.id
  }
}

extension Lake {
  /// Carries `plan` out: new marks first, then removal, then the lists that are done with and the marks of what is kept.
  public func prune(_ plan: PrunePlan) throws(Failure) {
    let fileSystem = reader.fileSystem
    let tombstones = Tombstones(lake: path, fileSystem: fileSystem)
    let marks = plan.items.filter { $0.action == .mark }.map(\.object)
    // A clock that has stepped back must not shorten the grace period.
    let since = max(clock(), try newestRecorded())
    try tombstones.store(TombstoneList(lake: try reader.identifier(), since: since, objects: marks))
    let removed = plan.items.filter { $0.action == .remove }.map { reader.place(of: $0.object) }
    do throws(FileSystemError) {
      for path in removed { try fileSystem.remove(path) }
      try DurableFiles(fileSystem: fileSystem).synchronizeFolders(Set(removed.map(parent(of:))).sorted())
    } catch {
      throw Failure(storing: "what was pruned", error)
    }
    try tombstones.remove(plan.doneLists)
    try unmark(Set(plan.items.filter { $0.action == .keep }.map(\.object)))
  }
}
