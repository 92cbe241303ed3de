/// The values of one column in one row group, in each encoding that may prove the smallest.
struct ParquetCandidates {
  var statistics: ParquetStatistics
  var candidates: [ParquetEncodedValues]
}

extension ParquetValues {
  /// The definition levels of the rows: 1 for a value, 0 for none.
  var levels: [UInt32] {
    switch self {
    case .texts(let values): values.map { $0 == nil ? 0 : 1 }
    case .integers(let values): values.map { $0 == nil ? 0 : 1 }
    case .decimals(let values): values.map { $0 == nil ? 0 : 1 }
    case .booleans(let values): values.map { $0 == nil ? 0 : 1 }
    case .dates(let values): values.map { $0 == nil ? 0 : 1 }
    case .instants(let values): values.map { $0 == nil ? 0 : 1 }
    }
  }

  /// The values in each encoding that may prove the smallest. An encoding that takes more than 64 times the bytes of another
  /// before gzip is left out: it takes the longest to compress and is hardly ever the smallest in the end.
  func encoded() -> ParquetCandidates {
    var result = allEncoded()
    let smallest = result.candidates.map(\.size).min() ?? 0
    result.candidates.removeAll { $0.size > 64 * smallest }
    return result
  }

  private func allEncoded() -> ParquetCandidates {
    switch self {
    case .texts(let values): Self.encoded(values.map { $0.map(ParquetText.init) })
    case .integers(let values): Self.encodedIntegers(values)
    case .decimals(let values): Self.encodedDecimals(values.map { $0.map(ParquetDecimal.init) })
    case .booleans(let values): Self.encodedBooleans(values)
    case .dates(let values): Self.encodedIntegers(values)
    case .instants(let values): Self.encodedIntegers(values)
    }
  }

  private static func encoded<Value: ParquetPrimitive>(_ rows: [Value?]) -> ParquetCandidates {
    let values = rows.compactMap(\.self)
    var plain: [UInt8] = []
    for value in values { value.appendPlain(to: &plain) }
    let distinct = Set(values).sorted()
    let statistics = ParquetStatistics(
      nulls: rows.count - values.count,
      lower: distinct.first(where: \.isNumber)?.lowerBound,
      upper: distinct.last(where: \.isNumber).flatMap(\.upperBound))
    return ParquetCandidates(
      statistics: statistics,
      candidates: [ParquetEncodedValues(encoding: .plain, bytes: plain)] + byDictionary(values, distinct))
  }

  private static func encodedIntegers<Value: ParquetPrimitive & FixedWidthInteger & SignedInteger>(
    _ rows: [Value?]
  ) -> ParquetCandidates {
    var result = encoded(rows)
    let values = rows.compactMap(\.self)
    if !values.isEmpty {
      result.candidates.append(
        ParquetEncodedValues(encoding: .deltaBinaryPacked, bytes: ParquetEncoding.delta(values)))
    }
    return result
  }

  private static func encodedDecimals(_ rows: [ParquetDecimal?]) -> ParquetCandidates {
    var result = encoded(rows)
    result.statistics.notNumbers = rows.count { $0?.isNumber == false }
    return result
  }

  private static func encodedBooleans(_ rows: [Bool?]) -> ParquetCandidates {
    let values = rows.compactMap(\.self)
    var plain: [UInt8] = []
    plain.appendPacked(values.map { $0 ? 1 : 0 as UInt8 }, width: 1)
    let statistics = ParquetStatistics(
      nulls: rows.count - values.count,
      lower: values.isEmpty ? nil : ParquetBound(bytes: [values.contains(false) ? 0 : 1]),
      upper: values.isEmpty ? nil : ParquetBound(bytes: [values.contains(true) ? 1 : 0]))
    return ParquetCandidates(
      statistics: statistics, candidates: [ParquetEncodedValues(encoding: .plain, bytes: plain)])
  }

  /// The values as indices into the sorted distinct values. The indices are written in two ways: in as few bits as possible, and
  /// in whole bytes, because gzip finds only repetitions that begin at a byte.
  private static func byDictionary<Value: ParquetPrimitive>(
    _ values: [Value], _ distinct: [Value]
  ) -> [ParquetEncodedValues] {
    guard !distinct.isEmpty else { return [] }
    let places = Dictionary(uniqueKeysWithValues: zip(distinct, UInt32(0)...))
    let indices = values.compactMap { places[$0] }
    var dictionary: [UInt8] = []
    for value in distinct { value.appendPlain(to: &dictionary) }
    let fewest = max(1, UInt32.bitWidth - UInt32(distinct.count - 1).leadingZeroBitCount)
    return Set([fewest, (fewest + 7) / 8 * 8]).sorted().map { width in
      ParquetEncodedValues(
        encoding: .rleDictionary,
        bytes: [UInt8(width)] + ParquetEncoding.hybrid(indices, width: width),
        dictionary: (distinct.count, dictionary))
    }
  }
}
