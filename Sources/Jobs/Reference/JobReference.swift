extension JobKeys {
  /// The reference of job files as Markdown.
  public static func reference() -> String {
    let tables = file.map { table("`\($0.name)`", $0.kind.keys(below: [$0.name])) }
    return beginning + table("All sections", file.map { ([$0.name], $0) }) + tables.joined() + end
      + scheduleFile + table("Keys of schedule.yaml", JobKey.Kind.section(ScheduleKeys.file).keys())
  }

  /// A table of `keys`; an empty text if there are none.
  private static func table(_ title: String, _ keys: [(path: [String], key: JobKey)]) -> String {
    // The fields of answers have the same keys as those of rows, so their keys are not repeated.
    let rows = keys.filter { !$0.path.starts(with: ["enrich", "fields", "NAME"]) }.map { path, key in
      let name = path.count > 1 ? path.dropFirst().joined(separator: ".") : key.name
      let example = key.example.isEmpty ? "" : "`\(key.name): \(key.example)`"
      let fallback = key.isRequired ? "required" : key.fallback ?? ""
      let cells = ["`\(name)`", key.kind.words, fallback, key.summary, example]
      return "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
    guard !rows.isEmpty else { return "" }
    let head = "| key | value | default | what it is | example |\n|---|---|---|---|---|\n"
    return "## \(title)\n\n\(head)\(rows.joined())\n"
  }

  private static let beginning = """
    # The job file

    Every key of a job file, with its value, its default and an example. The page is made from the program.

    ## Overview

    A job file is YAML (UTF-8, at most 1 MiB) and describes one chart. `chart`, `extract` and `transform` are required. An unknown
    key is a mistake. In the tables `NAME` is a name of your own, and `-` an element of a list.


    """

  private static let end = """
    The keys of `enrich.fields.NAME` are those of `transform.fields.NAME` without `of` and `position`.

    ## Texts

    White space at the beginning and at the end of a text is never part of a value. A field without a value is left out of its
    entry. `from` may name several places: they are tried in the order written, and the first value that is there and not absent
    counts, so a list that has renamed its fields needs no second job.

    ## Types

    | type | from | becomes |
    |---|---|---|
    | `string` | a text or a number | the text |
    | `integer` | `7`, `"2,670,132"`, `"#4"`, `"12.3k"` | a whole number |
    | `decimal` | `9.2`, `"9.2"` | a number |
    | `duration` | `"142 min"`, `"PT2H22M"` | whole minutes |
    | `money` | `"$28,767,189"`, `"$1.2M"` | a whole amount in the currency written |
    | `list` | an array, or texts between commas | a list of texts |
    | `date` | `"1994-10-14"`, `"14 Oct 1994"`, what `instant` reads | a day |
    | `instant` | ISO 8601, or a number since 1970 | an instant in UTC |
    | `year` | `1994`, `"2010–2015"`, `"1994-10-14"` | the year |
    | `boolean` | `true`, `"True"`, `"false"` | a truth value |

    `id` and `title` are of type `string`, and `rank` is of type `integer`.

    ## Checks

    Without a `check` section a day is held back where two entries have the same id, or where a row cannot be read; and there is a
    warning where no row has a declared field. On failure a day is published with a warning (`warn`), held back for a
    decision (`quarantine`), or not published at all (`fail`).

    ## Variables

    | variable | stands for | where |
    |---|---|---|
    | `{day}` | the day, `2026-05-01` | a list's `url`, `command`, `headers` and `body`; `archives` |
    | `{yyyy}` `{mm}` `{dd}` | its parts, `2026`, `05`, `01` | the same |
    | `{yy}` `{m}` `{d}` | the same without the century and leading zeros, `26`, `5`, `1` | the same |
    | `{month}` `{mon}` `{Month}` `{Mon}` | the month in English, `may`, or its first three letters; `May` | the same |
    | `{iso-year}` `{week}` | the ISO week of a weekly chart and the year it belongs to, `2026`, `18` | the same |
    | `{key}` | the secret of `key` | a `url`, `headers`, a `body`, a `webhook` |
    | `{id}` | the item's id | the `url` of `enrich` |
    | `{chart}` `{day}` `{event}` `{state}` | what a notice is about; the last day, where it is about several | the `command` of `notify` |

    ## Values with units

    A duration is a number with `ms`, `s`, `m`, `h`, `d` or `w`: `500ms`, `30s`, `7d`. A size is a whole number with `B`, `kB`, `MB`,
    `GB`, `KiB`, `MiB` or `GiB`: `64MiB`. A percentage has its sign: `40%`. A time is `"03:30"`, in quotation marks.

    ## Presets

    A preset is an `enrich` section that comes with the program. Its keys are used where the job file does not have them, and a list
    in `fields` keeps some of its fields. There is: \(Presets.names.map { "`\($0)`" }.joined(separator: ", ")).

    """

  private static let scheduleFile = """

    # The file schedule.yaml

    `schedule.yaml` is in the folder of job files, but is no job file. It says what the scheduler does besides running jobs: it looks
    after the lake. A task is done on the days of `every` at its hour, once; after missed days, it is done once, for the last of them. A
    task that was never done is done at once.

        jitter: 10m
        time-zone: Europe/Berlin
        maintenance:
          - check: { at: "04:00", every: sunday, read-data: 5% }
          - prune: { at: "04:30" }
          - copy: { to: /backup/lake, at: "05:00" }


    """
}
