import JSON

extension Document {
  /// The version of the program, the commit that it was built from, the format of its lakes, and its libraries. An unknown commit
  /// and a library that cannot be loaded are `nil`.
  public static func programVersion(
    _ version: String, commit: String?, lakeFormat: Int,
    libraries: (sqlite: String, libcurl: String?, zlib: String)
  ) -> Document {
    Document(record: [
      (Column("version"), Cell(version)),
      (Column("commit"), Cell(JSONValue(commit), shown: commit == nil ? "unknown" : nil)),
      (Column("lake_format", title: "lake format"), Cell(lakeFormat)),
      (Column("sqlite"), Cell(libraries.sqlite)),
      (
        Column("libcurl"),
        Cell(JSONValue(libraries.libcurl), shown: libraries.libcurl == nil ? "cannot be loaded" : nil)
      ),
      (Column("zlib"), Cell(libraries.zlib)),
    ])
  }
}
