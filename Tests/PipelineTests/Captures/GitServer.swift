import Foundation
import MarqueeTestSupport

/// A web server for the git repositories below a folder. It runs git's own program for web servers.
///
/// - Parameter holds: the requests that never get an answer.
func gitServer(
  for folder: String, holds: @escaping @Sendable (LoopbackRequest) -> Bool = { _ in false }
) throws -> LoopbackServer {
  let programs = try GitRepository.git(["--exec-path"]).trimmingCharacters(in: .newlines)
  return try LoopbackServer { request in
    if holds(request) { return .hang }
    return (try? answer(request, "\(programs)/git-http-backend", folder)) ?? .respond(status: 500)
  }
}

private func answer(_ request: LoopbackRequest, _ program: String, _ folder: String) throws
  -> LoopbackBehaviour
{
  let scratch = try TemporaryFolder()
  let environment = [
    "PATH": "/usr/bin:/bin", "GIT_PROJECT_ROOT": folder, "GIT_HTTP_EXPORT_ALL": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null", "PATH_INFO": request.path, "REQUEST_METHOD": request.method,
    "QUERY_STRING": String(request.target.drop { $0 != "?" }.dropFirst()),
    "CONTENT_TYPE": request.header("Content-Type") ?? "", "CONTENT_LENGTH": String(request.body.count),
    "HTTP_CONTENT_ENCODING": request.header("Content-Encoding") ?? "",
    "GIT_PROTOCOL": request.header("Git-Protocol") ?? "", "REMOTE_ADDR": "127.0.0.1",
  ]
  let input = try scratch.write(request.body, to: "in")
  let process = try RunningProgram(program, [], environment: environment, input: input)
  _ = try process.endingWaitedFor()
  let bytes = try process.outputSoFar()
  guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return .respond(status: 500) }
  var (status, headers) = (200, [String: String]())
  for line in String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n") {
    let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2 else { continue }
    if parts[0] == "Status" { status = Int(parts[1].prefix(3)) ?? 500 } else { headers[parts[0]] = parts[1] }
  }
  return .respond(status: status, headers: headers, body: Array(bytes[end.upperBound...]))
}
