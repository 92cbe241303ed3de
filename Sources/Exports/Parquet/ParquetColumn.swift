/// One column of a Parquet file.
package struct ParquetColumn: Sendable, Hashable {
  /// The kind of a column's values. It decides the type that the file gives the column.
  package enum Kind: Sendable, Hashable {
    /// BYTE_ARRAY with the logical type STRING.
    case text
    /// INT64.
    case integer
    /// DOUBLE.
    case decimal
    /// BOOLEAN.
    case boolean
    /// INT32 with the logical type DATE: days since 1970-01-01.
    case date
    /// INT64 with the logical type TIMESTAMP in UTC: microseconds since 1970-01-01.
    case instant
  }

  /// The name under which readers find the column.
  package var name: String
  /// What the values are.
  package var kind: Kind
  /// Whether a value may be absent.
  package var isNullable: Bool

  /// A column, which may have absent values unless `isNullable` is false.
  package init(_ name: String, _ kind: Kind, isNullable: Bool = true) {
    self.name = name
    self.kind = kind
    self.isNullable = isNullable
  }
}

/// The values of one column in one row group, one for each row; `nil` is an absent value.
package enum ParquetValues: Sendable {
  /// Values of a column of texts.
  case texts([String?])
  /// Values of a column of integers.
  case integers([Int64?])
  /// Values of a column of decimals.
  case decimals([Double?])
  /// Values of a column of booleans.
  case booleans([Bool?])
  /// Values of a column of dates, in days since 1970-01-01.
  case dates([Int32?])
  /// Values of a column of instants, in microseconds since 1970-01-01 in UTC.
  case instants([Int64?])

  /// The number of rows.
  package var count: Int {
    switch self {
    case .texts(let values): values.count
    case .integers(let values): values.count
    case .decimals(let values): values.count
    case .booleans(let values): values.count
    case .dates(let values): values.count
    case .instants(let values): values.count
    }
  }

  /// The kind of column that takes these values.
  var kind: ParquetColumn.Kind {
    switch self {
    case .texts: .text
    case .integers: .integer
    case .decimals: .decimal
    case .booleans: .boolean
    case .dates: .date
    case .instants: .instant
    }
  }
}

/// Why rows cannot be written as Parquet.
package enum ParquetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The values of a row group do not fit the columns: another number of columns, another kind, or columns of unequal length.
  case valuesDoNotFit
  /// A value is absent in the column of this name, which must have one in each row.
  case absentValue(column: String)
  /// The column of this name has more bytes in one row group than the format allows.
  case tooLarge(column: String)

  /// One clause in plain words, without a full stop.
  package var description: String {
    switch self {
    case .valuesDoNotFit: "the values do not fit the columns of the Parquet file"
    case .absentValue(let column): "the column \(column) of the Parquet file needs a value in each row"
    case .tooLarge(let column):
      "the column \(column) has more than 1 GiB in one row group of the Parquet file"
    }
  }
}
