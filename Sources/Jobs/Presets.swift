/// Descriptions of well-known APIs, each as the `enrich` section of a job file. A job selects one with `preset`; keys that the
/// job writes itself take precedence.
public enum Presets {
  private static let texts = [
    "omdb": """
    # Films, series and episodes by their IMDb id, from the Open Movie Database (https://www.omdbapi.com).
    enrich:
      url: "https://www.omdbapi.com/?apikey={key}&i={id}"
      key: { environment: OMDB_API_KEY }
      calls-per-day: 1000              # the free plan's limit
      identity: /imdbID
      errors:
        at: [/Error, /Response]
        success: ["True", "true"]
        stop: ["Invalid API key!", "No API key provided.", "Request limit reached!"]
        absent: ["Movie not found!", "Incorrect IMDb ID.", "Error getting data."]
      fields:
        title:         { from: /Title }
        year:          { from: /Year, type: year }
        rated:         { from: /Rated }
        released:      { from: /Released, type: date }
        runtime:       { from: /Runtime, type: duration }
        genre:         { from: /Genre, type: list }
        director:      { from: /Director, type: list }
        writer:        { from: /Writer, type: list }
        actors:        { from: /Actors, type: list }
        plot:          { from: /Plot }
        language:      { from: /Language, type: list }
        country:       { from: /Country, type: list }
        awards:        { from: /Awards }
        poster:        { from: /Poster }
        ratings:       { from: /Ratings, type: list, each: "{/Source}: {/Value}" }
        metascore:     { from: /Metascore, type: integer }
        imdb_rating:   { from: /imdbRating, type: decimal }
        imdb_votes:    { from: /imdbVotes, type: integer }
        type:          { from: /Type }
        dvd:           { from: /DVD, type: date }
        box_office:    { from: /BoxOffice, type: money }
        production:    { from: /Production }
        website:       { from: /Website }
        total_seasons: { from: /totalSeasons, type: integer }

    """
  ]

  /// The names of all presets.
  public static var names: [String] { texts.keys.sorted() }

  /// The text of a preset; `nil` if no preset has that name.
  public static func text(of name: String) -> String? { texts[name] }
}
