extension JobKeys {
  /// The keys of an archive, one list for each kind. The first key of a list names the kind.
  static let archives: [[JobKey]] = [
    [
      JobKey(
        "url", .url, "Where the list of a past day is. It must name the day.",
        example: #""file:history/{day}.json.gz""#, isRequired: true),
      JobKey(
        "dates", .url, "A document that lists the days that the archive has.",
        example: #""https://example.org/days.json""#),
    ],
    [
      JobKey(
        "git", .text("a URL, or a path that starts at the folder of the job file"),
        "A git repository in which the list is a file: each version is a capture. Needs the program `git`.",
        example: "https://example.org/lists.git", isRequired: true),
      paths, branch,
    ],
    [
      JobKey(
        "github", .text("`owner/name`"),
        "A file in a repository on GitHub, read through GitHub's API: each version is a capture. No program is needed.",
        example: "octo/lists", isRequired: true),
      paths, branch,
      JobKey(
        "api", .url, "The address of the API.", example: #""https://github.example.org/api/v3""#,
        fallback: "`\(Archive.GitHub(repository: "", paths: []).api)`"),
      JobKey(
        "raw", .url, "The address of the raw files.", example: #""https://github.example.org/raw""#,
        fallback: "`\(Archive.GitHub(repository: "", paths: []).raw)`"),
      JobKey(
        "key", .section(secret), "Where a token comes from; without one, the API answers sixty calls an hour."
      ),
    ],
    [
      JobKey(
        "wayback", .url, "The address of a list that a web archive has captures of.",
        example: #""https://example.org/list.json""#, isRequired: true),
      JobKey(
        "server", .url, "The address of the web archive.", example: #""https://archive.example.org""#,
        fallback: "`\(Archive.Wayback(url: "").server)`"),
    ],
    [
      JobKey(
        "document", .url, "One document with the rows of many days, in any format of a list.",
        example: #""file:all-days.csv""#,
        isRequired: true),
      JobKey(
        "group-by", .pointer, "Where a row has its date.", example: "/date", isRequired: true),
    ],
    [
      JobKey(
        "files", .text("a `file:` URL whose last part may have `*` in it"),
        "Files whose name or content states the day of their list. The last date in a name counts, with the time after it, if "
          + "any. A time without a zone is in the chart's time zone. A number such as 1714534200 is seconds since 1970.",
        example: #""file:captures/*.json""#, isRequired: true),
      JobKey(
        "day", .pointer, "Where a file's data has its day or its instant.", example: "/date",
        fallback: "the file's name has it"),
    ],
    [
      JobKey(
        "lake", .text("an http(s) URL, or a path that starts at the folder of the job file"),
        "Another lake, which is only read: its captures of a chart.", example: "../other/lake",
        isRequired: true),
      JobKey("chart", .text("a slug"), "The chart's name there.", example: "top-songs", fallback: "the same"),
    ],
  ]

  private static let paths = JobKey(
    "paths", .list(.text("a path")), "The paths that the file has had in the repository, the newest first.",
    example: "[data/list.json, list.json]", isRequired: true)

  private static let branch = JobKey(
    "branch", .text("a branch"), "The branch.", example: "main", fallback: "the repository's own")
}
