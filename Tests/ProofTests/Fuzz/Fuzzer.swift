import Dispatch
import Foundation
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization
import Testing

/// Feeds spoiled inputs to a reader. Each input must give a value or one of the errors that the reader declares. A reader that
/// traps or hangs ends the whole process.
struct Fuzzer: Sendable {
  /// The full form has this many times the inputs.
  private static let fullTimes = 50
  /// The limit of the process's peak memory in the full form, in KiB.
  private static let mostMemory = 512 << 10

  let name: String
  let seeds: [[UInt8]]
  /// The number of inputs in the short form.
  let inputs: Int

  /// - Parameter check: reads an input and returns the problem, if there is one. It may take further random choices from the
  ///   mutation.
  func run(_ check: @escaping @Sendable ([UInt8], inout Mutation) async throws -> String?) async throws {
    let start = ContinuousClock.now
    let series = name.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    let total = inputs * (Proof.isFull ? Fuzzer.fullTimes : Proof.times)
    let chunks = Proof.share(stride(from: 0, to: total, by: 500).map { $0..<min(total, $0 + 500) })
    let found = Mutex((count: 0, first: [String]()))
    try await Proof.forEach(chunks) { chunk in
      // A reader that hangs cannot be stopped, so the process ends with a message.
      let alarm = DispatchSource.makeTimerSource(queue: .global())
      alarm.schedule(deadline: .now() + 180)
      alarm.setEventHandler { fatalError("\(name): one of the inputs \(chunk) takes minutes") }
      alarm.resume()
      defer { alarm.cancel() }
      for number in chunk {
        var mutation = Mutation(of: seeds, series: series, number: number)
        let input = mutation.input()
        guard let problem = try await check(input, &mutation) else { continue }
        found.withLock { found in
          found.count += 1
          if found.first.count < 5 {
            found.first.append(
              "\(number): \(problem): \(String(decoding: input.prefix(2_000), as: UTF8.self))")
          }
        }
      }
    }
    let wrong = found.withLock { $0 }
    #expect(wrong.count == 0, "\(wrong.first.joined(separator: "\n"))")
    if Proof.isFull { #expect(try Fuzzer.peakMemory() <= Fuzzer.mostMemory) }
    Proof.report(
      "fuzz: \(name)", points: seeds.count, faults: chunks.reduce(0) { $0 + $1.count }, lost: wrong.count,
      since: start)
  }

  /// The peak memory of this process, in KiB.
  private static func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber)))
  }
}
