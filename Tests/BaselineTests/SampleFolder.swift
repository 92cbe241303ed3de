import Foundation
import MarqueeTestSupport
import Testing

/// The bundled samples of films, songs and books in a temporary folder in which they can be changed. Steps run the real program
/// on them.
struct SampleFolder {
  let folder: TemporaryFolder
  /// What earlier steps wrote to standard output, by the names of the steps.
  private var outputs: [String: String] = [:]

  init() throws {
    folder = try TemporaryFolder()
    for name in ["jobs/sample.yaml", "jobs/songs.yaml", "jobs/books.yaml", "data/sample"] {
      let path = folder.path(of: name)
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: "\(Baseline.root)/\(name)", toPath: path)
    }
  }

  /// Runs the program.
  ///
  /// - Parameters:
  ///   - now: the instant at which it starts.
  ///   - environment: variables besides those for the lake, the job folder, the time and the fault library.
  func run(_ words: [String], now: String, environment: [String: String] = [:]) async throws
    -> RunningProgram.Ending
  {
    let own = [
      "MARQUEE_LAKE": folder.path(of: "lake"), "MARQUEE_JOBS": folder.path(of: "jobs"), "MARQUEE_NOW": now,
      "LD_PRELOAD": MarqueeBinary.faultInjection,
    ]
    writeMarksWhenTheySay(folder.path(of: "lake"))
    return try await MarqueeBinary.run(words, environment: own.merging(environment) { $1 })
  }

  /// Runs a step: its change of files, then its command.
  ///
  /// - Returns: the command, its exit code and all its output, normalized by `Normalizer`.
  mutating func take(_ step: Step, now: String) async throws -> String {
    try step.change(self)
    let words = try step.words.map { $0.replacingOccurrences(of: "<folder>", with: folder.path) }.map {
      word in
      // `@backfill` stands for the first run that the step `backfill` printed.
      guard word.hasPrefix("@") else { return word }
      return try #require(Normalizer.firstRun(in: outputs[String(word.dropFirst())] ?? ""))
    }
    let ending = try await run(words, now: now, environment: ["MARQUEE_FAULT_CLOCK": "1"])
    outputs[step.name] = ending.output
    let text = """
      $ marquee \(words.joined(separator: " "))
      exit code \(ending.status)

      standard error:
      \(ending.errors)
      standard output:
      \(ending.output)
      """
    return Normalizer(folders: [(folder.path, "<folder>")]).normalize(text)
  }

  /// Replaces every `old` in a file by `new`.
  func replace(_ old: String, with new: String, in name: String) throws {
    let text = try String(contentsOfFile: folder.path(of: name), encoding: .utf8)
    try #require(text.contains(old), "\(name) does not hold \(old)")
    try folder.write(text.replacingOccurrences(of: old, with: new), to: name)
  }

  /// Copies the file `name` to `copy`.
  func copy(_ name: String, to copy: String) throws {
    try folder.write(try String(contentsOfFile: folder.path(of: name), encoding: .utf8), to: copy)
  }

  /// Removes all files below `place` whose names begin with `beginning`.
  func remove(_ beginning: String, in place: String) throws {
    let all =
      FileManager.default.enumerator(atPath: folder.path(of: place))?.compactMap { $0 as? String } ?? []
    let names = all.filter { ($0 as NSString).lastPathComponent.hasPrefix(beginning) }
    try #require(!names.isEmpty, "nothing in \(place) begins with \(beginning)")
    for name in names { try FileManager.default.removeItem(atPath: folder.path(of: "\(place)/\(name)")) }
  }
}
