import Foundation
import LakeStore
import MarqueeCommands
import MarqueeTestSupport
import Presentation
import RankingModel
import Storage
import Synchronization

extension FaultFixture {
  /// The program's answer to a question.
  struct Answer: Sendable {
    var status: Int32
    /// Standard output, with the path of the lake's own folder removed.
    var output: String
    var errors: String
  }

  /// Asks the program within this process, for JSON: a process for each of so many questions would take hours.
  func ask(_ words: [String], lake: String, now: String = FaultFixture.now) async -> Answer {
    let texts = Mutex((output: [UInt8](), errors: [UInt8]()))
    var context = CommandContext(
      output: StandardOutput { bytes in texts.withLock { $0.output += bytes } },
      errors: StandardOutput { bytes in texts.withLock { $0.errors += bytes } })
    context.clock = { Instant(now) ?? .now }
    let options = ["--lake", lake, "--jobs-dir", jobs(of: lake), "--format", "json"]
    let status = await MarqueeProgram.run(words + options, in: context)
    return texts.withLock {
      let output = String(decoding: $0.output, as: UTF8.self).replacing(lake, with: "LAKE")
      return Answer(status: status, output: output, errors: String(decoding: $0.errors, as: UTF8.self))
    }
  }
}
