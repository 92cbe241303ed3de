import Foundation

/// Runs a program to its end.
///
/// Foundation's own processes read all descriptors of the tests when they start, and read past the end of that list if there are
/// hundreds of them.
///
/// - Parameter environment: variables that are added to the environment of the tests.
public func execute(
  _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
) throws -> RunningProgram.Ending {
  let environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let (first, words) =
    if let folder {
      ("/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments)
    } else { (program, arguments) }
  return try RunningProgram(first, words, environment: environment).endingWaitedFor()
}

/// The output of the shell for `command`.
public func shell(_ command: String) throws -> String {
  try execute("/bin/sh", ["-c", command]).output
}

/// Replaces the content of the file at `path` by `bytes`.
public func overwrite(_ path: String, _ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}
