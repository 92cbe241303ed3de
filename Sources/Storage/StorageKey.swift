public import RankingModel

/// The name of one thing that a lake keeps: its kind, its group and a file name.
///
///     objects/ab/ab12….gz
///     snapshots/imdb-top10/20260501T033000000000Z-2026-05-01-<64 digits>.json
///     marks/20260501T033000000000Z-<64 digits>.json
///     starts/20260501T033000-1f2e3d4c.json
///     tasks/20260501T033000-1f2e3d4c/<64 digits>.json
///     checkpoints/20260501T033000000000Z-<records>-<64 digits>.sqlite.gz
///     leases/000000000012.json
///
/// The name of a record ends in the SHA-256 of the record's bytes. So a record whose bytes have changed is never taken for a
/// sound one, and two records never have the same name.
public struct StorageKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The kinds of things that a lake keeps.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// `format/1.json`: the format and the id of the lake.
    case format
    /// Bytes, named by their hash.
    case objects
    /// Settings of charts.
    case charts
    /// Records of snapshots.
    case snapshots
    /// Records of runs that made no snapshot.
    case runs
    /// Decisions of users about snapshots, runs and days, and claims.
    case decisions
    /// Lists of objects that no record needs.
    case marks
    /// Copies of damaged files. Only a repair reads them.
    case damaged
    /// The starts of runs whose items are enriched by other processes.
    case starts
    /// The results of the tasks of such runs. Each run has a group.
    case tasks
    /// Copies of the catalogue, in a lake that several machines use, each with its own catalogue.
    case checkpoints
    /// Leases: which process may remove something from such a lake, and until when.
    case leases

    /// Whether the keys of this kind are grouped by chart.
    var isOfCharts: Bool { [.charts, .snapshots, .runs, .decisions].contains(self) }
    /// Whether the keys of this kind have no group.
    package var isFlat: Bool { self != .objects && self != .tasks && !isOfCharts }
  }

  /// The kind.
  public let kind: Kind
  /// The chart's name, the first two digits of an object, the run of a task, or nothing.
  public let group: String
  /// The file name.
  public let name: String

  /// The path within the lake: the kind's folder, the group and the name.
  public var path: String { group.isEmpty ? "\(kind.rawValue)/\(name)" : "\(kind.rawValue)/\(group)/\(name)" }

  /// The path.
  public var description: String { path }

  private init(_ kind: Kind, _ group: String, _ name: String) {
    (self.kind, self.group, self.name) = (kind, group, name)
  }

  /// The key whose path is `path`; `nil` where a lake has no such key.
  public init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let kind = parts.first.flatMap(Kind.init(rawValue:)), (2...3).contains(parts.count) else {
      return nil
    }
    self.init(kind, parts.count == 3 ? parts[1] : "", parts[parts.count - 1])
    guard isProper else { return nil }
  }

  private var isProper: Bool {
    switch kind {
    case .format: group.isEmpty && formatNumber != nil
    case .objects: object.map { $0.description.prefix(2) == group } ?? false
    case .charts, .snapshots, .runs, .decisions: ChartName(group) != nil && recordHash != nil
    case .marks: group.isEmpty && recordHash != nil
    case .damaged: group.isEmpty && !name.isEmpty
    case .starts: group.isEmpty && startedRun.map(StorageKey.isRun) ?? false
    case .tasks: StorageKey.isRun(group) && name.hasSuffix(".json")
    case .checkpoints: group.isEmpty && recordHash != nil && checkpointRecords != nil
    case .leases: group.isEmpty && leaseNumber.map { StorageKey.lease($0) == self } ?? false
    }
  }

  /// The key of the format numbered `number`.
  public static func format(_ number: Int) -> StorageKey { StorageKey(.format, "", "\(number).json") }

  /// The key of an object.
  public static func object(_ id: ObjectID) -> StorageKey {
    StorageKey(.objects, String(id.description.prefix(2)), "\(id).gz")
  }

  /// The key of a record of `bytes`, made at `instant` about `day`. `chart` is needed where the kind is grouped by chart.
  public static func record(
    _ kind: Kind, chart: ChartName? = nil, at instant: Instant, day: Day? = nil, bytes: [UInt8]
  ) -> StorageKey {
    let stem = compact(instant) + (day.map { "-\($0)" } ?? "")
    return StorageKey(kind, chart?.description ?? "", "\(stem)-\(ObjectID(of: bytes)).json")
  }

  /// The key of a copy of the damaged file at `path`, made at `instant`.
  public static func damaged(_ path: String, at instant: Instant) -> StorageKey {
    StorageKey(.damaged, "", "\(compact(instant))-\(path.replacing("/", with: "-"))")
  }

  /// The key of the start of the run named `run`.
  public static func start(of run: String) -> StorageKey { StorageKey(.starts, "", "\(run).json") }

  /// The key of the result of a task: the task of the run named `run` about the item with the id `item`.
  public static func task(of run: String, about item: ItemID) -> StorageKey {
    StorageKey(.tasks, run, "\(ObjectID(of: Array(item.description.utf8))).json")
  }

  /// The key of a message about all tasks of the run named `run`; `word` names the message.
  public static func tasks(of run: String, _ word: String) -> StorageKey {
    StorageKey(.tasks, run, "\(word).json")
  }

  /// The name of the run whose start this is the key of; `nil` for other kinds.
  public var startedRun: String? {
    kind == .starts && name.hasSuffix(".json") ? String(name.dropLast(5)) : nil
  }

  /// Whether `text` may name a run: letters, digits and hyphens.
  private static func isRun(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  /// The key of a copy of a catalogue that has `records` records. `bytes` is the packed file, made at `instant`.
  public static func checkpoint(records: Int, at instant: Instant, bytes: [UInt8]) -> StorageKey {
    StorageKey(.checkpoints, "", "\(compact(instant))-\(records)-\(ObjectID(of: bytes))\(checkpointEnding)")
  }

  private static let checkpointEnding = ".sqlite.gz"

  /// The key of the lease numbered `number`.
  public static func lease(_ number: Int) -> StorageKey {
    let digits = String(number)
    return StorageKey(
      .leases, "", String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".json")
  }

  /// An instant without punctuation, such as `20260501T033000000000Z`: every file system accepts it in a name.
  static func compact(_ instant: Instant) -> String {
    instant.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
  }

  /// The number in the name of a format.
  public var formatNumber: Int? { number }

  /// The number in the name of a lease.
  public var leaseNumber: Int? { number }

  /// The number that makes up the whole name.
  private var number: Int? {
    name.hasSuffix(".json") ? Int(name.dropLast(5)).flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// The number of records in the catalogue that was copied; `nil` for other kinds.
  public var checkpointRecords: Int? {
    let parts = name.split(separator: "-")
    return kind == .checkpoints && parts.count == 3 ? Int(parts[1]) : nil
  }

  /// The object of this key; `nil` for other kinds.
  public var object: ObjectID? {
    kind == .objects && name.hasSuffix(".gz") ? ObjectID(String(name.dropLast(3))) : nil
  }

  /// The chart; `nil` for kinds that are not grouped by chart.
  public var chart: ChartName? { kind.isOfCharts ? ChartName(group) : nil }

  /// The instant at the start of the name of a record; `nil` where there is none.
  public var instant: Instant? {
    // 20260501T033000000000Z
    let text = Array(name.utf8.prefix(23))
    guard text.count == 23, text[22] == UInt8(ascii: "-") else { return nil }
    let part = { (range: Range<Int>) in String(decoding: text[range], as: UTF8.self) }
    return Instant(
      "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<15)).\(part(15..<22))")
  }

  /// The day in the name of a record; `nil` where there is none.
  public var day: Day? {
    guard let hyphen = name.firstIndex(of: "-") else { return nil }
    return Day(String(name[name.index(after: hyphen)...].prefix(10)))
  }

  /// The SHA-256 in the name of a record.
  public var recordHash: ObjectID? {
    let ending = kind == .checkpoints ? StorageKey.checkpointEnding : ".json"
    guard name.hasSuffix(ending) else { return nil }
    let bare = name.dropLast(ending.utf8.count)
    guard bare.utf8.count > 65, bare.dropLast(64).last == "-" else { return nil }
    return ObjectID(String(bare.suffix(64)))
  }

  /// Whether a record of `bytes` has this name: whether the hash is right.
  public func fits(_ bytes: [UInt8]) -> Bool { recordHash == ObjectID(of: bytes) }

  /// Whether `left` sorts before `right`, by path.
  public static func < (left: StorageKey, right: StorageKey) -> Bool { left.path < right.path }
}

extension StorageKey.Kind {
  /// The words for one thing of this kind in a message about storing it.
  package var subject: String {
    switch self {
    case .format: "the lake"
    case .objects: "an object"
    case .charts: "the settings of a chart"
    case .snapshots: "a snapshot record"
    case .runs: "a run record"
    case .decisions: "a decision record"
    case .marks: "the list of objects to prune"
    case .damaged: "what is set aside"
    case .starts: "the start of a run"
    case .tasks: "the end of a task"
    case .checkpoints: "a copy of the catalogue"
    case .leases: "a lease"
    }
  }
}

extension StorageKey {
  /// The words for this very thing in a message.
  package var subject: String {
    switch kind {
    case .objects: "object \(object?.short ?? name)"
    case .format: "the lake"
    case .damaged, .starts, .tasks: path
    case .charts, .snapshots, .runs, .decisions, .marks, .checkpoints, .leases: "the record \(path)"
    }
  }
}
