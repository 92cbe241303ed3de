import Foundation
import Glibc
import MarqueeTestSupport
import Synchronization
import Testing

/// The key goes into requests and nowhere else, whatever goes wrong.
@Suite(.timeLimit(.minutes(30))) struct SecretTests {
  /// The key as it is, and in the forms that it takes in addresses.
  static let spellings = [
    LoopbackFixture.key, "s3cr3t%2Fk%2By%3D7", "s3cr3t%2fk%2by%3d7", "s3cr3t/k%2By%3D7", "s3cr3t",
  ]

  private static func spelled(in text: String) -> [String] { spellings.filter(text.contains) }

  /// The whole content of the lake, with objects unpacked.
  private static func content(of lake: String) throws -> String {
    let files = try FileManager.default.subpathsOfDirectory(atPath: lake).map { "\(lake)/\($0)" }
    var content = try shell("find '\(lake)' -name '*.gz' -exec gunzip -c {} +")
    for file in files {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      content += file + String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    }
    return content
  }

  @Test func noFaultBringsTheKeyAnywhere() async throws {
    let fixture = try LoopbackFixture()
    let other = try LoopbackServer { _ in .respond(text: "{}") }
    let elsewhere = other.baseURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
    fixture.serve { request in
      guard let item = request.query["i"] else { return nil }
      switch item {
      case "tt0000001": return .respond(status: 500, text: "no luck with \(request.target)")
      case "tt0000002": return .reset
      case "tt0000003": return .redirect(to: "\(elsewhere)\(request.target)")
      case "tt0000004": return .resetAfter(body: Array(request.target.utf8), missing: 10)
      case "tt0000005":
        return .respond(
          text: #"{"Response":"False","Error":"bad \#(LoopbackFixture.key) at \#(request.target)"}"#)
      case "tt0000006": return .respond(text: "<html>\(request.target)</html>")
      case "tt0000007": return .hang
      case "tt0000009":
        let poster =
          #""Poster":"http://img.example/\u0073\#(LoopbackFixture.key.dropFirst().replacing("/", with: #"\/"#))""#
        return .respond(text: LoopbackFixture.answer(about: item).dropLast() + "," + poster + "}")
      case "tt0000008": return .redirect(to: "\(request.target)&again=\(request.number)")
      case "tt0000000": return .respond(text: LoopbackFixture.answer(about: item) + " " + LoopbackFixture.key)
      default: return nil
      }
    }
    let job = try fixture.job(
      enriched: true, omdb: ["total-timeout: 300ms"], maxFailedItems: 10)
    let ending = try await fixture.marquee("run", job, "--verbose")
    #expect(ending.status == 0, "\(ending.errors)")
    // The key was sent, percent-encoded, and only to the source.
    #expect(fixture.server.requests.contains { $0.query["apikey"] == LoopbackFixture.key })
    #expect(!other.requests.contains { $0.target.contains("apikey") })
    let told = try await fixture.lastRun().output
    #expect(told.contains("tt0000009 Film tt0000009: the answer repeats the key"), "\(told)")
    try await expectNoKey(fixture, ending)
  }

  @Test func aRefusalThatRepeatsTheKeyIsMasked() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { request in
      guard request.query["i"] != nil else { return nil }
      return .respond(
        status: 401, text: #"{"Response":"False","Error":"Invalid API key! \#(LoopbackFixture.key)"}"#)
    }
    let ending = try await fixture.marquee("run", try fixture.job(enriched: true), "--verbose")
    #expect(ending.status == 12, "\(ending.errors)")
    try await expectNoKey(fixture, ending)
  }

  @Test func theKeyStandsInNoArgumentAndInNoCoreDump() async throws {
    let fixture = try LoopbackFixture()
    let program = Mutex<RunningProgram?>(nil)
    let seen = Mutex((arguments: "", limits: ""))
    fixture.serve { request in
      guard request.query["apikey"] == LoopbackFixture.key, let process = program.withLock({ $0?.process })
      else {
        return nil
      }
      let read = { (name: String) in
        (try? String(contentsOfFile: "/proc/\(process)/\(name)", encoding: .utf8)) ?? ""
      }
      seen.withLock { $0 = (read("cmdline"), read("limits")) }
      return nil
    }
    try program.withLock { $0 = try fixture.start(["run", try fixture.job(enriched: true), "--verbose"]) }
    let ending = try await #require(program.withLock { $0 }).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let (arguments, limits) = seen.withLock { $0 }
    #expect(arguments.contains("--verbose") && Self.spelled(in: arguments).isEmpty)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core ?? "none")")
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGABRT]) func aCrashShowsNothingOfTheMemory(number: Int32) async throws
  {
    let fixture = try LoopbackFixture()
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { request in
      if request.query["apikey"] == LoopbackFixture.key { program.withLock { $0?.signal(number) } }
      return nil
    }
    try program.withLock { $0 = try fixture.start(["run", try fixture.job(enriched: true)]) }
    let ending = try await #require(program.withLock { $0 }).ending()
    #expect(ending.status == 128 + number)
    #expect(ending.errors.isEmpty && ending.output.isEmpty, "\(ending.errors)")
  }

  private func expectNoKey(_ fixture: LoopbackFixture, _ ending: RunningProgram.Ending) async throws {
    #expect(Self.spelled(in: ending.errors).isEmpty, "\(ending.errors)")
    #expect(Self.spelled(in: ending.output).isEmpty)
    #expect(Self.spelled(in: try Self.content(of: fixture.lake)).isEmpty)
    for arguments in [["queue", "list", "--format", "json"], ["runs", "show", try await fixture.runs()[0]]] {
      let told = try await fixture.start(arguments).ending()
      #expect(told.status == 0)
      #expect(Self.spelled(in: told.output + told.errors).isEmpty)
    }
  }

  @Test func aKeyFileIsReadOnlyWhereNobodyElseCanReadIt() async throws {
    let fixture = try LoopbackFixture()
    let file = try fixture.folder.write("\(LoopbackFixture.key)\n", to: "omdb-key")
    let job = try fixture.job(enriched: true, key: "{ file: \(file) }")
    #expect(chmod(file, 0o644) == 0)
    let refused = try await fixture.marquee("run", job)
    expectOneMessage(refused, status: 20, saying: [file, "chmod 600 \(file)"])
    #expect(fixture.asked.isEmpty)
    #expect(chmod(file, 0o600) == 0)
    let accepted = try await fixture.marquee("run", job)
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(fixture.server.requests.contains { $0.query["apikey"] == LoopbackFixture.key })
    try await expectNoKey(fixture, accepted)
  }

  @Test func aKeyFileThatCannotBeReadIsNoMistakeOfTheJob() async throws {
    let fixture = try LoopbackFixture()
    let file = try fixture.folder.write("\(LoopbackFixture.key)\n", to: "keys/omdb-key")
    #expect(chmod(file, 0o600) == 0)
    let job = try fixture.job(enriched: true, key: "{ file: \(file) }")
    let fault = [
      "LD_PRELOAD": MarqueeBinary.faultInjection, "MARQUEE_FAULT_ROOT": fixture.folder.path(of: "keys"),
      "MARQUEE_FAULT": "EIO", "MARQUEE_FAULT_AT": "1", "MARQUEE_FAULT_CALLS": "reads",
      "MARQUEE_FAULT_CALL": "read", "MARQUEE_FAULT_PATH": file,
    ]
    let ending = try await fixture.start(["run", job], variables: fault).ending()
    expectOneMessage(ending, status: 33, saying: [file, "could not be read"])
    #expect(fixture.asked.isEmpty)
  }

  @Test func aPipeInPlaceOfAKeyFileIsRefusedAndNotWaitedFor() async throws {
    let fixture = try LoopbackFixture()
    let pipe = fixture.folder.path(of: "omdb-key")
    #expect(mkfifo(pipe, 0o600) == 0)
    let ending = try await fixture.marquee("run", try fixture.job(enriched: true, key: "{ file: \(pipe) }"))
    expectOneMessage(ending, status: 20, saying: [pipe, "not a regular file"])
    #expect(fixture.asked.isEmpty)
  }
}
