public import RankingModel

/// The name of one thing that a lake keeps: its kind, the group that it stands in, and a file name.
///
///     objects/ab/ab12….gz
///     snapshots/imdb-top10/20260501T033000000000Z-2026-05-01-<64 digits>.json
///     marks/20260501T033000000000Z-<64 digits>.json
///     starts/20260501T033000-1f2e3d4c.json
///     tasks/20260501T033000-1f2e3d4c/<64 digits>.json
///     checkpoints/20260501T033000000000Z-<records>-<64 digits>.sqlite.gz
///     leases/000000000012.json
///
/// The name of a record ends in the SHA-256 of the record's bytes, so that a record whose bytes have changed is never taken
/// for a sound one, and two records never have the same name.
public struct StorageKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What a lake keeps.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// `format/1.json`: that this is a lake, and which.
    case format
    /// Bytes, named by their hash.
    case objects
    /// Settings of charts.
    case charts
    /// Records of snapshots.
    case snapshots
    /// Records of runs that made no snapshot.
    case runs
    /// What people decided about snapshots and runs.
    case decisions
    /// Lists of objects that no record needs.
    case marks
    /// Copies of what was found damaged. Nothing reads them but a repair.
    case damaged
    /// How runs began whose items are asked about by other processes.
    case starts
    /// How the tasks of such runs ended. Each run has a group.
    case tasks
    /// Copies of the catalogue, of a lake that several machines keep a catalogue of.
    case checkpoints
    /// Who may remove something from such a lake, and until when.
    case leases

    /// Whether a chart's things of this kind stand in a group named after the chart.
    var isOfCharts: Bool { [.charts, .snapshots, .runs, .decisions].contains(self) }
    /// Whether its things stand in no group.
    package var isFlat: Bool { self != .objects && self != .tasks && !isOfCharts }
  }

  /// What it is.
  public let kind: Kind
  /// The chart's name, the first two digits of an object, or nothing.
  public let group: String
  /// The file name.
  public let name: String

  /// The group and name within the kind's folder.
  public var path: String { group.isEmpty ? "\(kind.rawValue)/\(name)" : "\(kind.rawValue)/\(group)/\(name)" }

  /// The path.
  public var description: String { path }

  private init(_ kind: Kind, _ group: String, _ name: String) {
    (self.kind, self.group, self.name) = (kind, group, name)
  }

  /// The key whose path is `path`; `nil` where a lake keeps nothing under such a name.
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

  /// The key of a record of `bytes`, made at `instant` about `day`, of `chart` where its kind is of charts.
  public static func record(
    _ kind: Kind, chart: ChartName? = nil, at instant: Instant, day: Day? = nil, bytes: [UInt8]
  ) -> StorageKey {
    let stem = compact(instant) + (day.map { "-\($0)" } ?? "")
    return StorageKey(kind, chart?.description ?? "", "\(stem)-\(ObjectID(of: bytes)).json")
  }

  /// The key of a copy of what is damaged under `path`, kept at `instant`.
  public static func damaged(_ path: String, at instant: Instant) -> StorageKey {
    StorageKey(.damaged, "", "\(compact(instant))-\(path.replacing("/", with: "-"))")
  }

  /// The key of the start of the run named `run`.
  public static func start(of run: String) -> StorageKey { StorageKey(.starts, "", "\(run).json") }

  /// The key of what became of a task of the run named `run`, whose item has the id `item`.
  public static func task(of run: String, about item: ItemID) -> StorageKey {
    StorageKey(.tasks, run, "\(ObjectID(of: Array(item.description.utf8))).json")
  }

  /// The key of a word about all tasks of the run named `run`.
  public static func tasks(of run: String, _ word: String) -> StorageKey {
    StorageKey(.tasks, run, "\(word).json")
  }

  /// The name of the run that began here.
  public var startedRun: String? {
    kind == .starts && name.hasSuffix(".json") ? String(name.dropLast(5)) : nil
  }

  /// Whether `text` may name a run: letters, digits and hyphens.
  private static func isRun(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  /// The key of a copy of a catalogue of so many `records`: the `bytes` of its packed file, made at `instant`.
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

  /// The digits of an instant, such as `20260501T033000000000Z`: no colons, so that every file system takes them.
  static func compact(_ instant: Instant) -> String {
    instant.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
  }

  /// The number of a format.
  public var formatNumber: Int? { number }

  /// The number of a lease.
  public var leaseNumber: Int? { number }

  /// The number that is the whole name.
  private var number: Int? {
    name.hasSuffix(".json") ? Int(name.dropLast(5)).flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// How many records the catalogue has that this is a copy of.
  public var checkpointRecords: Int? {
    let parts = name.split(separator: "-")
    return kind == .checkpoints && parts.count == 3 ? Int(parts[1]) : nil
  }

  /// The object whose bytes these are; `nil` where it is none.
  public var object: ObjectID? {
    kind == .objects && name.hasSuffix(".gz") ? ObjectID(String(name.dropLast(3))) : nil
  }

  /// The chart.
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

  /// Whether a record of `bytes` has this name.
  public func fits(_ bytes: [UInt8]) -> Bool { recordHash == ObjectID(of: bytes) }

  /// Whether `left` comes first in the order of paths.
  public static func < (left: StorageKey, right: StorageKey) -> Bool { left.path < right.path }
}

extension StorageKey.Kind {
  /// What a message calls one thing of this kind that is being stored.
  package var subject: String {
    switch self {
    case .format: "the lake"
    case .objects: "an object"
    case .charts: "the settings of a chart"
    case .snapshots: "a snapshot record"
    case .runs: "a run record"
    case .decisions: "a decision record"
    case .marks: "the list of what is to be pruned"
    case .damaged: "what is set aside"
    case .starts: "the start of a run"
    case .tasks: "the end of a task"
    case .checkpoints: "a copy of the catalogue"
    case .leases: "a lease"
    }
  }
}

extension StorageKey {
  /// What a message calls the thing itself.
  package var subject: String {
    switch kind {
    case .objects: "object \(object?.short ?? name)"
    case .format: "the lake"
    case .damaged, .starts, .tasks: path
    case .charts, .snapshots, .runs, .decisions, .marks, .checkpoints, .leases: "the record \(path)"
    }
  }
}
