import Operations
import Presentation
import RankingModel

extension ClaimCheck {
  /// The warning about a broken claim that people get after something was recorded, in one line: since when it does not hold and
  /// why, in the words of `claim check`.
  func warning(_ spelling: CommandSpelling) -> String {
    let claim = "the claim \"\(SafeText.text(claim.name))\""
    let check = spelling.command(["claim", "check"] + Remedy.argument(self.claim.name))
    let what = holds == nil ? "it is not known whether \(claim) still holds" : "\(claim) no longer holds"
    let why =
      since.map { ", since this record: \(SafeText.text($0.words))" } ?? reason.map { ": \($0)" } ?? ""
    return "\(what)\(why) (\(check))"
  }

  /// The warning about `count` claims that did not hold before the command either.
  static func warning(ofEarlier count: Int, _ spelling: CommandSpelling) -> String {
    "\(counted(count, "claim")) did not hold before this command either (\(spelling.command(["claim", "check"])))"
  }
}
