import Foundation
import Testing

/// The program is linked without the data of ICU (`Sources/CRuntime/icu-data.c`). Foundation's calls that read the data still
/// compile, and they pass in a debug build, where Foundation is a shared library with its data. In the released program they fail
/// or give wrong answers. So no source makes such calls: days and time zones come from `RankingModel` and the system, regular
/// expressions are Swift's own, and texts are folded by Unicode's tables.
@Suite struct FoundationCallsTests {
  /// The calls in `text`, without comments, that need the data of ICU.
  private static func calls(in text: String) -> [String] {
    let forbidden =
      /\b(?:Calendar|TimeZone|Locale|DateFormatter|ISO8601DateFormatter|DateIntervalFormatter|NumberFormatter|ByteCountFormatter|MeasurementFormatter|ListFormatter|PersonNameComponentsFormatter|NS[A-Z]\w*)\b|\w*FormatStyle\b|DateComponents\w*|\.formatted\(|\.localized\w+|\.(?:folding|range|compare|replacingOccurrences)\([^)]*\boptions:|\.(?:regularExpression|capitalized)\b|\.(?:applyingTransform|enumerateSubstrings)\(/
    return text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.flatMap {
      $0.matches(of: forbidden).map { String($0.0) }
    }
  }

  @Test func noSourceCallsWhatNeedsTheDataOfICU() throws {
    let files = ImportTableTests.swiftFiles(in: "\(ImportTableTests.root)/Sources")
    #expect(files.count > 100)
    for file in files {
      let calls = Self.calls(in: try String(contentsOfFile: file, encoding: .utf8))
      #expect(calls.isEmpty, "\(file.dropFirst(ImportTableTests.root.count + 1)): \(calls)")
    }
  }

  @Test func suchCallsWouldBeFound() {
    let text = """
      // let calendar = Calendar(identifier: .gregorian)
      let zone = TimeZone(identifier: "Europe/Berlin")
      date.formatted(.iso8601)
      a.localizedCompare(b)
      text.range(of: "x", options: .caseInsensitive)
      let timeZone = zones.zone(named: "UTC")
      text.range(of: "x")
      """
    #expect(
      Self.calls(in: text) == [
        "TimeZone", ".formatted(", ".localizedCompare", #".range(of: "x", options:"#,
      ])
  }
}
