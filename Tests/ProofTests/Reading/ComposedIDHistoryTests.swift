import Foundation
import Gzip
import JSON
import RankingModel
import Testing

/// Composed ids over 120 real weekly song charts without ids: title and artist together identify a song.
@Suite struct ComposedIDHistoryTests {
  private static let history = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"]

  /// The songs of a week by their ranks, with their ranks of the week before.
  private struct Week {
    var day: Day
    var songs: [Int: (parts: [String], id: ItemID, last: Int?)] = [:]

    init(contentsOf file: String, day: Day) throws {
      self.day = day
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
      let document = try JSONReader.read(try Gzip.decompress(bytes, limit: 1 << 24))
      for row in document["data"]?.array ?? [] {
        guard let song = row["song"]?.string, let artist = row["artist"]?.string,
          let rank = row["this_week"]?.integer
        else { continue }
        songs[Int(rank)] = (
          [song, artist], ComposedID.id(of: [song, artist]), row["last_week"]?.integer.map { Int($0) }
        )
      }
    }
  }

  @Test(.enabled(if: history != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func aSongHasOneIdAndNoTwoSongsHaveTheSame() throws {
    let folder = try #require(Self.history) + "/hot100"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let weeks = try names.map { name in
      try Week(contentsOf: "\(folder)/\(name)", day: try #require(Day(String(name.prefix(10)))))
    }
    #expect(weeks.count == 120)
    let songs = weeks.flatMap { Array($0.songs.values) }
    #expect(songs.count == 12_000)
    #expect(Set(songs.map { $0.parts }).count == 1398)
    let ids = Set(songs.map { $0.id })
    #expect(ids.count == 1398)
    let isPlain = ids.allSatisfy { id in
      id.description.utf8.allSatisfy { byte in byte < 0x80 && byte != UInt8(ascii: "~") }
    }
    #expect(isPlain)
    // The publisher states where each song stood a week before. The song there has the same id, except for 16 wrong statements of
    // the publisher (in August and September 1961 and in January 1962).
    var links = 0
    var broken = 0
    for (earlier, later) in zip(weeks, weeks.dropFirst()) where later.day.number - earlier.day.number <= 12 {
      for song in later.songs.values {
        guard let last = song.last, let before = earlier.songs[last] else { continue }
        links += 1
        if before.id != song.id { broken += 1 }
      }
    }
    #expect(links == 10_520)
    #expect(broken == 16)
  }
}
