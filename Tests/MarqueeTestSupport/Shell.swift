import Foundation

/// The result of a finished process.
public struct ProcessResult: Sendable {
  /// The exit code, or 128 and the signal's number.
  public var status: Int32
  /// What it wrote to standard output.
  public var output: String
  /// What it wrote to standard error.
  public var errors: String
}

/// Runs a program to its end.
///
/// - Parameter environment: variables that are added to the environment of the tests.
public func execute(
  _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
) throws -> ProcessResult {
  let scratch = try TemporaryFolder()
  let output = scratch.path(of: "output")
  let errors = scratch.path(of: "errors")
  for path in [output, errors] { try scratch.write("", to: (path as NSString).lastPathComponent) }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(forWritingAtPath: output)
  process.standardError = FileHandle(forWritingAtPath: errors)
  try process.run()
  process.waitUntilExit()
  let status = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
  return ProcessResult(
    status: status,
    output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self),
    errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
}

/// The output of the shell for `command`.
public func shell(_ command: String) throws -> String {
  try execute("/bin/sh", ["-c", command]).output
}

/// Replaces the content of the file at `path` by `bytes`.
public func overwrite(_ path: String, _ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}
