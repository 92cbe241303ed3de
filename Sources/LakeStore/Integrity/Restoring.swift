public import RankingModel

/// What was forgotten or marked and can still be brought back.
public struct RestorePlan: Sendable, Hashable {
  /// Records of forgotten snapshots whose objects are all there still, as places within the lake.
  public var snapshots: [String] = []
  /// Marks that raw objects are no longer kept, where they still are.
  var rawMarks: [String] = []
  /// The snapshots whose raw objects are kept again.
  public var raw: [String] = []
  /// Objects that are no longer going to be removed.
  public var objects: [ObjectID] = []
  /// Forgotten snapshots, and snapshots whose raw objects were forgotten, that cannot be brought back, because an object has
  /// been removed.
  public var tooLate: [String] = []

  /// Whether there is nothing to bring back.
  public var isEmpty: Bool { snapshots.isEmpty && raw.isEmpty && objects.isEmpty }
}

extension LakeReader {
  /// What can be brought back.
  ///
  /// - Parameter names: digits that the names of objects or of snapshots' versions start with; all where there are
  ///   none.
  public func restorePlan(_ names: [String]) throws(Failure) -> RestorePlan {
    let isWanted = { (object: ObjectID?) in
      names.isEmpty || names.contains { object?.description.hasPrefix($0) == true }
    }
    var plan = RestorePlan()
    let forgotten = ForgottenRecords(lake: path, fileSystem: fileSystem)
    let withoutRaw = try forgotten.withoutRaw()
    for place in try forgotten.snapshots() {
      let snapshot = try records.read(place).snapshot
      guard isWanted(snapshot.version) else { continue }
      let hasRaw = !withoutRaw.contains(ForgottenRecords.place(of: place, in: "snapshots"))
      let needed = snapshot.objects(keepsRaw: hasRaw)
      // A version is read, since its entries are to be indexed.
      var isSound = true
      if let version = snapshot.version {
        isSound = try unlessDamaged(try objects.get(version)) != nil
      }
      if isSound, try areThere(needed) {
        plan.snapshots.append(place)
        plan.objects += needed
      } else {
        plan.tooLate.append(ForgottenRecords.place(of: place, in: "snapshots"))
      }
    }
    for place in try forgotten.paths() {
      guard let record = ForgottenRecords.record(markedBy: place) else { continue }
      guard let (raw, version) = try rawObjects(of: record), isWanted(version) else { continue }
      guard try areThere(raw) else {
        plan.tooLate.append(record)
        continue
      }
      plan.rawMarks.append(place)
      plan.raw.append(record)
      plan.objects += raw
    }
    let marked = try Tombstones(lake: path, fileSystem: fileSystem).all().flatMap(\.list.objects)
    let coming = Set(plan.objects)
    plan.objects = []
    for object in Set(marked).sorted() where coming.contains(object) || isWanted(object) {
      if try areThere([object]) { plan.objects.append(object) }
    }
    return plan
  }

  /// The raw objects that the record at `place` names, forgotten or not, and its version; `nil` where it cannot be read.
  private func rawObjects(of place: String) throws(Failure) -> ([ObjectID], ObjectID?)? {
    if place.hasPrefix("runs/") {
      return try unlessDamaged(try records.readRun(place)).map { ($0.raw.map(\.object), nil) }
    }
    let source = try isFile(place) ? place : ForgottenRecords.place(of: place, in: "forgotten")
    return try unlessDamaged(try records.read(source).snapshot).map { snapshot in
      (snapshot.raw.map(\.object) + (snapshot.job.map { [$0] } ?? []), snapshot.version)
    }
  }

  private func areThere(_ objects: [ObjectID]) throws(Failure) -> Bool {
    for object in objects where try !self.objects.contains(object) { return false }
    return true
  }

  private func isFile(_ place: String) throws(Failure) -> Bool {
    try reading(place, try fileSystem.size("\(path)/\(place)")) != nil
  }
}

extension Lake {
  /// Carries `plan` out: the objects are unmarked first, then the records come back.
  public func restore(_ plan: RestorePlan) throws(Failure) {
    try unmark(Set(plan.objects))
    let forgotten = ForgottenRecords(lake: path, fileSystem: reader.fileSystem)
    try forgotten.removeMarks(plan.rawMarks)
    guard !plan.snapshots.isEmpty else { return }
    try forgotten.move(plan.snapshots, as: try forgotten.copies(of: plan.snapshots, in: "snapshots"))
    try index(plan.snapshots.map { ForgottenRecords.place(of: $0, in: "snapshots") }, runs: [])
  }

  /// Takes the marks of `objects` away: they are removed a whole grace period after they are marked anew, no sooner.
  func unmark(_ objects: Set<ObjectID>) throws(Failure) {
    let tombstones = Tombstones(lake: path, fileSystem: reader.fileSystem)
    for stored in try tombstones.all() where stored.list.objects.contains(where: objects.contains) {
      var rest = stored.list
      rest.objects.removeAll(where: objects.contains)
      try tombstones.store(rest)
      try tombstones.remove([stored.path])
    }
  }
}
