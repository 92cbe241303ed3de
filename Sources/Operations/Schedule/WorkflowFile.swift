import Jobs
import RankingModel

/// The text of a GitHub Actions workflow that runs what is due and keeps the lake in the repository.
enum WorkflowFile {
  /// - Parameters:
  ///   - jobs: the jobs that are run.
  ///   - lake: the lake's folder within the repository.
  static func text(
    _ jobs: [JobDefinition], lake: String, yearFrom day: Day, _ command: InstalledCommand
  ) throws(Failure) -> String {
    for word in command.words + [lake] { try refuseControls(in: word) }
    let times = CrontabText.times(jobs.map(\.schedule), zone: "UTC", yearFrom: day)
    let names = Set(jobs.flatMap(\.environmentNames))
    let secrets = names.sorted().map { "          \($0): ${{ secrets.\($0) }}\n" }.joined()
    return """
      \(madeByMarquee)
      name: Marquee
      on:
        workflow_dispatch:
        schedule:
      \(times.map { "    - cron: \"\($0)\"" }.joined(separator: "\n"))
      permissions:
        contents: write
      concurrency:
        group: marquee
        cancel-in-progress: false
      jobs:
        run:
          runs-on: ubuntu-latest
          timeout-minutes: 60
          steps:
            - uses: actions/checkout@v4
            # The variable MARQUEE_TARBALL of the repository says where the packed program is.
            - name: Get the program
              env:
                TARBALL: ${{ vars.MARQUEE_TARBALL }}
              run: |
                mkdir "$RUNNER_TEMP/program"
                curl -fsSL "$TARBALL" | tar -xz -C "$RUNNER_TEMP/program"
                echo "$RUNNER_TEMP"/program/*/bin >> "$GITHUB_PATH"
            - name: Run what is due
              env:
                LAKE: \(quoted(lake))
      \(secrets)        run: |
                \(plain(command.shellText))
            # The work state (work.sqlite) is not kept between runs: notices may be sent again, and days of a backfill that wait are
            # forgotten.
            - name: Keep the lake
              if: always()
              env:
                LAKE: \(quoted(lake))
              run: |
                for part in format decisions snapshots runs charts marks objects; do
                  [ ! -e "$LAKE/$part" ] || git add -f -- "$LAKE/$part"
                done
                [ -n "$(git status -s -uno)" ] || exit 0
                git config user.name Marquee
                git config user.email marquee@localhost
                git commit -qm "Update the lake"
                git pull -qr
                git push -q

      """
  }

  /// `text` as a YAML scalar between single quotes, in which nothing is escaped.
  static func quoted(_ text: String) -> String { "'\(plain(text).replacing("'", with: "''"))'" }

  /// `text` with each `${{` replaced by an expression that evaluates to `${{`, so that GitHub evaluates nothing in it.
  private static func plain(_ text: String) -> String { text.replacing("${{", with: "${{ '${{' }}") }
}
