public import RankingModel

/// Turns the bytes of a list into entries, as a job file says: no clock, no network, no state. The same bytes
/// and the same job give the same entries.
public struct Transformer: Sendable {
  private let items: JSONPointer
  private let transformation: Transformation

  /// A transformer for the lists of `definition`.
  public init(_ definition: JobDefinition) {
    self.init(definition.transform, items: definition.extract.items)
  }

  /// A transformer for lists whose array of rows stands at `items`.
  public init(_ transformation: Transformation, items: JSONPointer) {
    self.transformation = transformation
    self.items = items
  }

  /// The entries of a list.
  ///
  /// - Parameter bytes: The list as JSON, unpacked.
  /// - Throws: `TransformError` where there are no rows to read. A row that cannot be read is part of the
  ///   result.
  public func entries(of bytes: [UInt8]) throws(TransformError) -> TransformResult {
    let rows = try ListDocument(bytes).rows(at: items)
    var reader = RowReader(transformation, rows: rows.count)
    for (index, row) in rows.enumerated() { reader.read(row, position: index + 1) }
    return reader.result(rows: rows.count)
  }
}

/// Reads rows one after another and gathers what they come to.
private struct RowReader {
  private let top: Int?
  private let rank: FieldReader?
  private let id: FieldReader?
  private let title: FieldReader?
  /// The other fields, in the canonical order of their names.
  private let others: [FieldReader]
  private var entries: [(position: Int, entry: Entry)] = []
  private var unreadable: [UnreadableRow] = []
  private var notes: [UnreadableRow] = []

  init(_ transformation: Transformation, rows: Int) {
    func reader(_ name: String) -> FieldReader? {
      transformation.fields.first { $0.name == name }.map(FieldReader.init)
    }
    top = transformation.top
    rank = transformation.ranksByPosition ? nil : reader("rank")
    id = reader("id")
    title = reader("title")
    others = transformation.fields.filter { !["rank", "id", "title"].contains($0.name) }
      .sorted { CanonicalJSON.precedes($0.name, $1.name) }.map(FieldReader.init)
    entries.reserveCapacity(rows)
  }

  mutating func read(_ row: JSONValue, position: Int) {
    switch row {
    case .object, .array: break
    default:
      let value = shown(TypedValue.text(row) ?? "")
      unreadable.append(
        UnreadableRow(position: position, field: nil, value: value, problem: "is \(row.kind), not an object"))
      return
    }
    var notesOfRow: [UnreadableRow] = []
    do throws(UnreadableRow) {
      let entry = try entry(row, position, &notesOfRow)
      entries.append((position, entry))
      notes += notesOfRow
    } catch {
      unreadable.append(error)
    }
  }

  private func entry(
    _ row: JSONValue, _ position: Int, _ notes: inout [UnreadableRow]
  ) throws(UnreadableRow) -> Entry {
    let rank = try rank(row, position)
    let id = try text("id", id, row, position, rank)
    let title = try text("title", title, row, position, rank)
    var fields: [JSONMember] = []
    fields.reserveCapacity(others.count)
    for reader in others {
      do throws(FieldProblem) {
        if let value = try reader.value(in: row) {
          fields.append(JSONMember(reader.field.name, value))
        } else if reader.field.isRequired {
          throw FieldProblem("", "is missing")
        }
      } catch {
        let fault = UnreadableRow(error, reader.field.name, position, rank)
        if reader.field.isRequired { throw fault }
        notes.append(fault)
      }
    }
    return Entry(rank: rank, id: FilmID(id), title: title, fields: fields)
  }

  private func rank(_ row: JSONValue, _ position: Int) throws(UnreadableRow) -> Int {
    guard let reader = rank else { return position }
    do throws(FieldProblem) {
      guard let rank = try reader.value(in: row)?.integer else { throw FieldProblem("", "is missing") }
      guard rank > 0 else { throw FieldProblem(String(rank), "is no rank: ranks start at 1") }
      return Int(rank)
    } catch {
      throw UnreadableRow(error, "rank", position, nil)
    }
  }

  private func text(
    _ name: String, _ reader: FieldReader?, _ row: JSONValue, _ position: Int, _ rank: Int
  ) throws(UnreadableRow) -> String {
    do throws(FieldProblem) {
      guard let text = try reader?.value(in: row)?.string, !text.isEmpty else {
        throw FieldProblem("", "is missing")
      }
      return text
    } catch {
      throw UnreadableRow(error, name, position, rank)
    }
  }

  /// The entries by rank, the job's `top` of them, and the faults that matter to those.
  consuming func result(rows: Int) -> TransformResult {
    // Lists come in the order of rank mostly, but not always. Equal ranks keep the order of the list.
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.entry.rank <= $1.entry.rank }
    if !isSorted { entries.sort { ($0.entry.rank, $0.position) < ($1.entry.rank, $1.position) } }
    guard let top, entries.count >= top, top > 0 else {
      return TransformResult(
        entries: entries.map(\.entry), rows: rows, unreadable: unreadable, notes: notes)
    }
    let kept = entries.prefix(top)
    let lastRank = kept.last?.entry.rank ?? 0
    let positions = Set(kept.map(\.position))
    let beyond = unreadable.filter { $0.rank.map { $0 > lastRank } ?? false }
    let others = notes.filter { positions.contains($0.position) } + beyond
    return TransformResult(
      entries: kept.map(\.entry), rows: rows,
      unreadable: unreadable.filter { $0.rank.map { $0 <= lastRank } ?? true },
      notes: others.sorted { $0.position < $1.position })
  }
}

extension UnreadableRow: Error {}

extension UnreadableRow {
  fileprivate init(_ problem: FieldProblem, _ field: String, _ position: Int, _ rank: Int?) {
    self.init(
      position: position, field: field, value: problem.value, problem: problem.problem, rank: rank)
  }
}
