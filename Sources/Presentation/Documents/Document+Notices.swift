import JSON
public import Operations
import RankingModel

extension Document {
  /// The results of test notices, one row per channel.
  public static func channelTests(_ tests: [ChannelTest]) -> Document {
    let table = Table(
      tests,
      ItemColumn("channel") { Cell($0.kind) },
      ItemColumn("address") { Cell($0.address) },
      ItemColumn("result") {
        Cell($0.problem == nil ? "sent" : "failed", tone: $0.problem == nil ? .good : .bad)
      },
      ItemColumn("seconds", alignment: .right) { test in
        Cell(.double(Double(test.time.milliseconds) / 1000), shown: test.time.secondsText)
      },
      ItemColumn("reason", isFlexible: true) { Cell($0.problem) })
    return Document(table.counting("channel"), empty: "nobody is told")
  }
}
