import ArgumentParser
import RankingModel

/// A command whose answer can be claimed. It answers a question about the past, and its words alone determine the question, so
/// that the question can be asked again, also about an earlier state of the lake or of the source.
protocol ClaimableCommand: AnsweringCommand {
  /// The chart that the question names; `nil` if it names none.
  var namedChart: ChartName? { get }

  /// Refuses words whose meaning can change from one time to another.
  func requireLastingWords() throws(Failure)

  /// The instants up to which records and captures count.
  var past: CutoffOptions { get set }

  /// Whether the question names all days that it is about and none is after `newest`, the last day of the chart. If so, later
  /// days cannot change the answer.
  func namesItsDays(upTo newest: Day) -> Bool
}

extension ClaimableCommand {
  func requireLastingWords() throws(Failure) {}

  func namesItsDays(upTo newest: Day) -> Bool { false }
}
