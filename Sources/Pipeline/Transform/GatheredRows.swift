import JSON
import RankingModel

/// What has been read from the rows of a list so far: the entries that may be among the top, and the places of the faulty rows. A
/// row that is no longer needed is dropped.
struct GatheredRows {
  /// The most values that the entries may have besides rank, id and title. Values in lists count one by one.
  static let mostValues = 5_000_000

  /// The most rows that are read again if no row has a field.
  private static let mostSamples = 20

  private let top: Int
  private(set) var rows = 0
  private var entries: [(position: Int, entry: Entry)] = []
  private var faulty: [FaultyRow] = []
  /// Where the rows of the first entries start.
  private(set) var samples: [Int] = []
  private var values = 0
  /// Whether the entries have too many values. Then no more entries are kept.
  var isExcessive: Bool { values > GatheredRows.mostValues }

  /// A row with a fault. Reading the row again says what the fault is.
  private struct FaultyRow {
    var place: Int
    var position: Int
    /// The row's rank; 0 if it cannot be read.
    var rank: Int
    /// How many of the row's optional fields cannot be read; 0 if the row itself cannot be read.
    var notes: Int
  }

  /// No rows yet. `top` is how many of the best entries are wanted; `nil` for all.
  init(top: Int?) { self.top = top.flatMap { $0 > 0 ? $0 : nil } ?? .max }

  /// Adds the next row, which can be read again at `place`.
  mutating func add(_ row: ReadRow, place: Int) {
    rows += 1
    if let fault = row.faults.first {
      faulty.append(
        FaultyRow(
          place: place, position: rows, rank: fault.rank ?? 0,
          notes: row.entry == nil ? 0 : row.faults.count))
    }
    guard let entry = row.entry, !isExcessive else { return }
    if samples.count < GatheredRows.mostSamples { samples.append(place) }
    values += GatheredRows.values(in: entry)
    entries.append((rows, entry))
    // Any later row may have a better rank. So up to twice as many entries as wanted are kept before they are cut.
    if entries.count >= 1024, entries.count / 2 >= top { cut() }
  }

  /// Sorts the entries by rank and drops all but the top. Equal ranks keep the order of the list.
  private mutating func cut() {
    // Most lists come in the order of rank, but not all.
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.entry.rank <= $1.entry.rank }
    if !isSorted { entries.sort { ($0.entry.rank, $0.position) < ($1.entry.rank, $1.position) } }
    guard entries.count > top else { return }
    entries.removeLast(entries.count - top)
    values = entries.reduce(0) { $0 + GatheredRows.values(in: $1.entry) }
  }

  private static func values(in entry: Entry) -> Int {
    entry.fields.reduce(0) { count, field in count + (field.value.array?.count ?? 1) }
  }

  /// The entries by rank, at most `top` of them, with the faults that matter to them. `faults` reads a row again.
  consuming func result(_ faults: (_ position: Int, _ place: Int) -> [UnreadableRow]) -> TransformResult {
    cut()
    let last = entries.count == top ? entries.last.map { ($0.entry.rank, $0.position) } ?? (0, 0) : (.max, 0)
    var result = TransformResult(entries: entries.map(\.entry), rows: rows)
    for row in faulty {
      let isBeyond = (row.rank, row.position) > last
      if row.notes == 0, row.rank <= last.0 {
        result.unreadableCount += 1
        if result.unreadable.count < TransformResult.mostNamed {
          result.unreadable += faults(row.position, row.place)
        }
      } else if row.notes == 0 || !isBeyond {
        result.noteCount += max(1, row.notes)
        if result.notes.count < TransformResult.mostNamed { result.notes += faults(row.position, row.place) }
      }
    }
    result.notes = Array(result.notes.prefix(TransformResult.mostNamed))
    return result
  }
}
