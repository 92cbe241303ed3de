/// Does the work of a command, and ends it with the status that `work` returns.
///
/// - Throws: what `work` throws, or the status where it is not success.
func perform(_ options: GlobalOptions, _ work: () async throws -> ExitStatus) async throws {
  try options.context.checkClock()
  let status = try await work()
  if status != .success { throw status }
}
