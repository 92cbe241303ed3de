import AWS
import RankingModel
import Testing

@Suite struct BucketAddressTests {
  @Test func anAddressNamesABucketAndAPrefix() throws {
    let cases: [(String, String, String, String)] = [
      ("s3://lake", "lake", "", "s3://lake"),
      ("s3://lake/", "lake", "", "s3://lake"),
      ("s3://my.lake/a/b c/", "my.lake", "a/b c", "s3://my.lake/a/b c"),
    ]
    for (text, bucket, prefix, shown) in cases {
      let address = try BucketAddress(text)
      #expect(address.bucket == bucket)
      #expect(address.prefix == prefix)
      #expect(address.description == shown)
    }
    #expect(try BucketAddress("s3://lake").key(of: "runs/x") == "runs/x")
    #expect(try BucketAddress("s3://lake/p").key(of: "runs/x") == "p/runs/x")
  }

  @Test(arguments: [
    "", "lake", "s3:", "s3://", "s3:///prefix", "s3://la/x", "s3://a..b/x", "s3://la ke", "s3://lake//x",
    "s3://lake/x/../y", "s3://lake/./y", "s3://lake/a\nb", "https://lake/x", "s3://läke/x",
  ])
  func anythingElseIsRefusedWithTheFormItShouldHave(text: String) {
    let failure = #expect(throws: Failure.self) { try BucketAddress(text) }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedy == .words("write it as s3://bucket or s3://bucket/prefix"))
  }
}
