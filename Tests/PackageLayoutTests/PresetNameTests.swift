import Foundation
import Testing

/// An API is data: no code names an API. Only the text of its preset and the examples of the reference do.
@Suite struct PresetNameTests {
  @Test func noCodeIsNamedAfterAnAPI() throws {
    let presets = "\(ImportTableTests.root)/Sources/Jobs/Presets.swift"
    let files = ImportTableTests.swiftFiles(in: "\(ImportTableTests.root)/Sources")
    #expect(files.contains(presets))
    for file in files where file != presets && !file.contains("/Jobs/Reference/") {
      let text = (file + (try String(contentsOfFile: file, encoding: .utf8))).lowercased()
      #expect(!text.contains("omdb"), "\(file)")
    }
  }
}
