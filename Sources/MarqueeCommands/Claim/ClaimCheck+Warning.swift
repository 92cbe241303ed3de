import Operations
import RankingModel

extension ClaimCheck {
  /// The warning about a broken claim that people get after something was recorded, in one line.
  func warning(_ spelling: CommandSpelling) -> String {
    let claim = "the claim \"\(SafeText.text(claim.name))\""
    let check = spelling.command(["claim", "check"] + Remedy.argument(self.claim.name))
    let what = holds == nil ? "it is not known whether \(claim) still holds" : "\(claim) no longer holds"
    return what + (reason.map { ": \($0)" } ?? "") + " (\(check))"
  }
}
