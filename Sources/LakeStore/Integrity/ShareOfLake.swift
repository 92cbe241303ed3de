public import RankingModel

/// How much of what a lake has is to go.
public struct ShareOfLake: Sendable, Hashable {
  /// How many go.
  public var count: Int
  /// How many there are.
  public var total: Int
  /// What they are, such as `objects`.
  public var noun: String

  /// So few may always go: a small lake is half emptied by little.
  private static let fewest = 10

  /// `count` of `total`.
  public init(count: Int, of total: Int, noun: String) {
    self.count = count
    self.total = total
    self.noun = noun
  }

  /// Refuses to let more than `share` of all go, from 0 to 1: so much at once is more likely a fault than a wish.
  ///
  /// - Throws: a `usage` failure.
  public func require(atMost share: Double) throws(Failure) {
    guard count > ShareOfLake.fewest, Double(count) > share * Double(total) else { return }
    throw Failure(
      .usage,
      "\(count) of \(total) \(noun) would go, and no more than \(Int((share * 100).rounded()))% may at once",
      cure: "look at the plan with --dry-run; where it is what you want, give --at-most 100%")
  }
}

extension LakeReader {
  /// Holds the records that were listed against the catalogue, the second account of them.
  ///
  /// - Parameter action: what is refused otherwise, such as `collected`.
  /// - Throws: `damaged` where the catalogue knows a record that was not listed. Forgetting takes a record out of the
  ///   catalogue before it moves the record.
  func requireRecords(_ contents: LakeContents, to action: String) throws(Failure) {
    let unseen = try indexedRecords().subtracting(contents.snapshots + contents.runs)
    guard !unseen.isEmpty else { return }
    // Beside a writer a record may have been stored or forgotten since the folders were listed.
    let missing = unseen.intersection(try indexedRecords()).subtracting(
      try records.paths(in: "snapshots") + records.paths(in: "runs"))
    // An older copy of the catalogue, put back, still names what was forgotten since.
    let forgotten = Set(contents.forgotten)
    let lost = missing.filter { !forgotten.contains(ForgottenRecords.place(of: $0, in: "forgotten")) }
    guard let record = lost.min() else { return }
    throw Failure(
      .damaged, "nothing is \(action) while a record is missing: \(record)",
      cure: "marquee lake repair --lake \(path)")
  }
}
