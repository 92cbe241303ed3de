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
    let why = since.map { " since the \(SafeText.text($0.words))" } ?? reason.map { ": \($0)" } ?? ""
    return "\(what)\(why) (\(check))"
  }

  /// The warning about `count` claims that had ceased to hold before something was recorded.
  static func warning(ofEarlier count: Int, _ spelling: CommandSpelling) -> String {
    "\(counted(count, "claim")) had ceased to hold before (\(spelling.command(["claim", "check"])))"
  }
}
