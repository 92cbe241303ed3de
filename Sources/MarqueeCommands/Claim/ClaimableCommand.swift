import ArgumentParser
import RankingModel

/// A command that answers a question about the past, so that the answer can be claimed and the question be asked again: its words
/// alone decide what it answers.
protocol ClaimableCommand: AnsweringCommand {
  /// The chart that the question names; `nil` where it names none.
  var namedChart: ChartName? { get }

  /// Refuses words that say something else another time.
  func requireLastingWords() throws(Failure)
}

extension ClaimableCommand {
  func requireLastingWords() throws(Failure) {}
}

/// One that can be asked of an earlier state of the lake, or of the source.
protocol CutoffCommand: ClaimableCommand {
  /// What counts.
  var past: CutoffOptions { get set }

  /// Whether the question names the days that it is about, none after `newest`, the last day of the chart, so that days to come change
  /// nothing.
  func namesItsDays(upTo newest: Day) -> Bool
}

extension CutoffCommand {
  func namesItsDays(upTo newest: Day) -> Bool { false }
}
