import JSON
public import Jobs
public import ListSources
public import RankingModel

/// Turns the bytes of a list into entries by the rules of a job file, without a clock, a network or any state. The same bytes and
/// the same job give the same entries. Ids are brought into Unicode's normalization form C; all other texts stay as they came.
public struct Transformer: Sendable {
  private let extraction: Extraction
  private let transformation: Transformation

  /// A transformer for the lists of `definition`.
  public init(_ definition: JobDefinition) { self.init(definition.transform, definition.extract) }

  /// A transformer for lists in the format that `extraction` describes.
  public init(_ transformation: Transformation, _ extraction: Extraction) {
    self.transformation = transformation
    self.extraction = extraction
  }

  /// The entries of a list.
  ///
  /// - Parameters:
  ///   - bytes: the list, unpacked.
  ///   - address: where the list came from, which may tell its format.
  /// - Throws: `TransformError` if there are no rows to read. A row that cannot be read is part of the result.
  public func entries(
    of bytes: [UInt8], from address: String = ""
  ) throws(TransformError) -> TransformResult {
    let list = ListDocument(bytes, extraction, at: address)
    let reader = RowReader(transformation)
    var gathered = GatheredRows(top: transformation.limit)
    var first: JSONValue?
    let rereading = try list.rows { event in
      switch event {
      case .start:
        gathered = GatheredRows(top: transformation.limit)
        first = nil
      case .row(let row, let place):
        if first == nil, case .value(let value) = row { first = value }
        gathered.add(reader.read(row, position: gathered.rows + 1), place: place)
      }
    }
    guard !gathered.isExcessive else {
      throw TransformError(
        .excess, "too much for a list: its entries have more than \(GatheredRows.mostValues) values")
    }
    let samples = gathered.samples
    var result = gathered.result { position, place in
      rereading(place).map { reader.read($0, position: position).faults } ?? []
    }
    let missing = reader.fieldsNotFound
    if !samples.isEmpty, !missing.isEmpty {
      let rows = samples.compactMap { place -> JSONValue? in
        guard case .value(let row)? = rereading(place) else { return nil }
        return row
      }
      result.missingFields = missing.compactMap { MissingField($0, rows: rows) }
    }
    result.date = list.date(in: first).map { TypedValue.text($0) ?? $0.kind }
    return result
  }
}

extension Transformer {
  /// The range in a list of the row that has the id and the rank of `entry`; `nil` if there is no such row, or if its text cannot
  /// be told from that of others.
  ///
  /// - Parameters:
  ///   - bytes: the list, unpacked.
  ///   - address: where the list came from, which may tell its format.
  public func range(of entry: Entry, in bytes: [UInt8], from address: String = "") -> Range<Int>? {
    let list = ListDocument(bytes, extraction, at: address)
    let reader = RowReader(transformation)
    var position = 0
    var found: Int?
    let rows = try? list.rows { event in
      switch event {
      case .start: (position, found) = (0, nil)
      case .row(let row, let place):
        position += 1
        let read = reader.read(row, position: position).entry
        if found == nil, read?.id == entry.id, read?.rank == entry.rank { found = place }
      }
    }
    return rows == nil ? nil : found.flatMap { list.range(ofRowAt: $0, among: position) }
  }
}

/// The result of reading one row.
struct ReadRow {
  /// The entry; `nil` if the row cannot be read.
  var entry: Entry?
  /// Why the row cannot be read, or else the faults of its optional fields.
  var faults: [UnreadableRow] = []
}

/// Reads rows.
private struct RowReader {
  /// The longest id, in bytes: 64 KiB.
  private static let longestID = 1 << 16

  private let rank: FieldReader?
  private let id: FieldReader?
  /// The parts of a composed id; empty if the id is in the row.
  private let idParts: [FieldReader]
  private let title: FieldReader?
  /// The other fields, in the canonical order of their names.
  private let others: [FieldReader]

  init(_ transformation: Transformation) {
    func reader(_ name: String) -> FieldReader? {
      transformation.fields.first { $0.name == name }.map(FieldReader.init)
    }
    rank = transformation.ranksByPosition ? nil : reader("rank")
    id = reader("id")
    idParts =
      id.map { id in
        id.field.parts.map { places in
          var part = id.field
          part.from = places
          return FieldReader(part)
        }
      } ?? []
    title = reader("title")
    others = transformation.fields.filter { !["rank", "id", "title"].contains($0.name) }
      .sorted { CanonicalJSON.precedes($0.name, $1.name) }.map(FieldReader.init)
  }

  func read(_ row: ListRow, position: Int) -> ReadRow {
    switch row {
    case .value(let value): read(value, position: position)
    case .broken(let problem):
      ReadRow(faults: [UnreadableRow(position: position, field: nil, value: "", problem: problem)])
    }
  }

  private func read(_ row: JSONValue, position: Int) -> ReadRow {
    guard row.isRow else {
      let value = SafeText.start(of: TypedValue.text(row) ?? "")
      let problem = "is \(row.kind), not an object"
      return ReadRow(faults: [UnreadableRow(position: position, field: nil, value: value, problem: problem)])
    }
    var read = ReadRow()
    do throws(UnreadableRow) { read.entry = try entry(row, position, &read.faults) } catch {
      read.faults = [error]
    }
    return read
  }

  private func entry(
    _ row: JSONValue, _ position: Int, _ notes: inout [UnreadableRow]
  ) throws(UnreadableRow) -> Entry {
    let rank = try rank(row, position)
    let id = try id(row, position, rank)
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
    return Entry(rank: rank, id: id, title: title, fields: fields)
  }

  private func rank(_ row: JSONValue, _ position: Int) throws(UnreadableRow) -> Int {
    guard let reader = rank else { return position }
    do throws(FieldProblem) {
      guard let rank = try reader.value(in: row)?.integer else { throw FieldProblem("", "is missing") }
      guard rank > 0 else { throw FieldProblem(String(rank), "is not a valid rank: ranks start at 1") }
      return Int(rank)
    } catch { throw UnreadableRow(error, "rank", position, nil) }
  }

  private func id(_ row: JSONValue, _ position: Int, _ rank: Int) throws(UnreadableRow) -> ItemID {
    guard !idParts.isEmpty else {
      return ItemID(spelled: try text("id", id, row, position, rank, atMost: RowReader.longestID))
    }
    var parts: [String] = []
    for reader in idParts {
      do throws(FieldProblem) {
        guard let text = try reader.value(in: row)?.string, !text.isEmpty else {
          throw FieldProblem("", "is missing: there is nothing at \(reader.field.from[0])")
        }
        parts.append(text)
      } catch { throw UnreadableRow(error, "id", position, rank) }
    }
    let id = ComposedID.id(of: parts)
    guard id.description.utf8.count <= RowReader.longestID else {
      let problem = FieldProblem(id.description, "is longer than \(RowReader.longestID) bytes")
      throw UnreadableRow(problem, "id", position, rank)
    }
    return id
  }

  /// The optional fields without a fallback that were in none of the rows read so far.
  var fieldsNotFound: [Transformation.Field] {
    others.filter { !$0.isFound && !$0.field.from.isEmpty && $0.field.fallback == nil }.map(\.field)
  }

  private func text(
    _ name: String, _ reader: FieldReader?, _ row: JSONValue, _ position: Int, _ rank: Int,
    atMost limit: Int = TypedValue.longestText
  ) throws(UnreadableRow) -> String {
    do throws(FieldProblem) {
      guard let text = try reader?.value(in: row)?.string, !text.isEmpty else {
        throw FieldProblem("", "is missing")
      }
      guard text.utf8.count <= limit else { throw FieldProblem(text, "is longer than \(limit) bytes") }
      return text
    } catch { throw UnreadableRow(error, name, position, rank) }
  }
}

extension UnreadableRow: Error {}

extension UnreadableRow {
  fileprivate init(_ problem: FieldProblem, _ field: String, _ position: Int, _ rank: Int?) {
    self.init(position: position, field: field, value: problem.value, problem: problem.problem, rank: rank)
  }
}
