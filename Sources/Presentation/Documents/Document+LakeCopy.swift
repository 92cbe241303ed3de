public import LakeStore

extension Document {
  /// The number of files to copy by kind, in the order of copying.
  public static func copy(_ copy: LakeCopy) -> Document {
    let table = Table(
      copy.counts,
      ItemColumn("kind") { Cell($0.kind) },
      ItemColumn("files", alignment: .right) { Cell($0.files) })
    return Document(table, empty: "there is nothing to copy")
  }
}
