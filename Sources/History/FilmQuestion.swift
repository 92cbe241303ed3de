public import LakeStore
public import RankingModel

/// How did a film fare on a chart?
public struct FilmQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// An id, a title, or a part of a title.
  public var film: String
  /// Only what had been recorded by then counts; `nil` for all.
  public var asOf: Instant?

  /// The question about `film`, an id or a title.
  public init(chart: ChartName, film: String, asOf: Instant? = nil) {
    self.chart = chart
    self.film = film
    self.asOf = asOf
  }

  /// Answers for the film with that id; or else for the one film with that title, regardless of case; or else
  /// for the one film with that text in a title.
  ///
  /// - Throws: a `noData` failure where no film fits, or where several do: then it lists them.
  public func answer(from reader: LakeReader) throws(Failure) -> FilmAnswer {
    let days = try ChartDays(of: chart, asOf: asOf, from: reader)
    let positions = Positions(days)
    for id in [FilmID(film), FilmID(spelled: film)] {
      if let answer = try self.answer(id, positions, reader) { return answer }
    }
    let candidates = try self.candidates(positions, reader)
    guard let only = candidates.first else {
      throw Failure(
        .noData, "no film on \(chart) has the id or a title with \"\(film)\"",
        cure: "marquee chart \(chart) lists the films of a day with their ids")
    }
    if candidates.count > 1 { throw several(candidates) }
    return only
  }

  private func answer(
    _ film: FilmID, _ positions: Positions, _ reader: LakeReader
  ) throws(Failure) -> FilmAnswer? {
    FilmAnswer(
      chart: chart, id: film, observations: try reader.observations(of: film, on: chart),
      positions: positions)
  }

  /// The films that fit as a title: those with just that title where there are any.
  private func candidates(_ positions: Positions, _ reader: LakeReader) throws(Failure) -> [FilmAnswer] {
    // Whichever way a character is spelled: what a user types is compared as Swift compares texts, not by bytes.
    let wanted = film.lowercased()
    guard !wanted.isEmpty else { return [] }
    let titles = try reader.films(of: chart, containing: film)
    let exact = titles.filter {
      $0.title.lowercased() == wanted || $0.film.description.lowercased() == wanted
    }
    var answers: [FilmAnswer] = []
    for fitting in [exact, titles] where answers.isEmpty {
      for film in Set(fitting.map(\.film)).sorted() {
        guard let answer = try self.answer(film, positions, reader) else { continue }
        // A title that a superseded snapshot alone had is no title of the film.
        let own = fitting.contains { $0.film == film && answer.hasTitle($0.title) }
        if own || film.description.lowercased() == wanted { answers.append(answer) }
      }
    }
    return answers
  }

  private func several(_ films: [FilmAnswer]) -> Failure {
    let shown = 20
    var lines = films.prefix(shown).map { film in
      "  \(film.id)  \(film.title)  (\(film.days) \(film.days == 1 ? "day" : "days"))"
    }
    if films.count > shown { lines.append("  and \(films.count - shown) more") }
    return Failure(
      .noData, "\(films.count) films on \(chart) fit \"\(film)\":\n\(lines.joined(separator: "\n"))",
      cure: "ask with the id, such as: marquee film \(chart) \(films[0].id)")
  }
}

/// Where each published snapshot stands among the published days.
struct Positions {
  let days: [Day]
  private let byNumber: [Int64: Int]

  init(_ chart: ChartDays) {
    self.days = chart.published.map(\.day)
    self.byNumber = Dictionary(
      uniqueKeysWithValues: chart.published.enumerated().map { ($1.number, $0) })
  }

  /// The place of a snapshot's day among the published days; `nil` where the snapshot is superseded.
  subscript(snapshot: Int64) -> Int? { byNumber[snapshot] }
}
