import ArgumentParser
import Presentation
import RankingModel

/// The option that says which outcomes count as failures of a command that runs jobs.
struct OutcomeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also end with an error where a day is degraded, missing, or either.", valueName: "state,…"),
    completion: .list(["degraded", "missing", "degraded,missing"]))
  var failOn = FailOn()

  /// The answer of a command that has run jobs.
  func answer(_ reports: [RunReport]) -> Answer {
    Answer(.runs(reports), status: ExitStatus(outcomes: reports, failOn: failOn.states))
  }
}

/// States of days that count as failures in addition to those that always do: `degraded`, `missing`, or both with a comma.
struct FailOn: Sendable, ExpressibleByArgument {
  var states: Set<DayState> = []

  init() {}

  init?(argument: String) {
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let state = DayState(rawValue: String(word)), [.degraded, .missing].contains(state) else {
        return nil
      }
      states.insert(state)
    }
  }

  var defaultValueDescription: String { "none" }
}
