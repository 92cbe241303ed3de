import Foundation
import Gzip
import JSON
import RankingModel

/// Sound files of the project, and of the real history if there is one, from which spoiled inputs are made.
enum FuzzSeeds {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The files below a folder of the project whose names end in `ending`, with their paths in it.
  private static func files(_ folder: String, ending: String) -> [(path: String, bytes: [UInt8])] {
    let names =
      FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
      FileManager.default.contents(atPath: "\(root)/\(folder)/\(name)").map { (name, Array($0)) }
    }
  }

  private static func contents(_ folder: String, ending: String = ".json") -> [[UInt8]] {
    files(folder, ending: ending).map(\.bytes)
  }

  static let golden = "Tests/LakeStoreTests/Golden/format-1/lake"

  /// Lists of days: the bundled ones, and the first rows of real ones.
  static let lists: [[UInt8]] = contents("data/sample/history").prefix(4) + realLists + [everyType]

  /// Answers about items.
  static let answers: [[UInt8]] =
    Array(contents("data/sample/omdb").prefix(4)) + [
      Array(
        #"{"Title":"Se7en","Year":"1995–1998","Rated":"R","Released":"22 Sep 1995","Runtime":"127 min","Genre":"Crime, Drama","Ratings":[{"Source":"Metacritic","Value":"65/100"}],"Metascore":"65","imdbRating":"8.6","imdbVotes":"1,900,000","imdbID":"tt0034583","Type":"movie","DVD":"29 Mar 2005","BoxOffice":"$100,125,643","Response":"True"}"#
          .utf8),
      Array(#"{"Response":"False","Error":"Request limit reached!"}"#.utf8),
    ]

  static let jobs: [[UInt8]] =
    files("jobs", ending: ".yaml").filter { !$0.path.contains("/") }.map(\.bytes) + [Array(smallJob.utf8)]

  /// Objects of a lake, compressed, and other gzip files.
  static let packed: [[UInt8]] =
    files("\(golden)/objects", ending: ".gz").prefix(6).map(\.bytes)
    + [[], Array("a".utf8), [UInt8](repeating: 0, count: 20_000)].compactMap {
      try? Gzip.compress($0, level: 9)
    }
    + [(try? Gzip.compress(lists[0], level: 0)) ?? []]

  /// Records of snapshots and of runs, with their paths in a lake.
  static let snapshots = files("\(golden)/snapshots", ending: ".json")
  static let runs = files("\(golden)/runs", ending: ".json")

  static let documents: [[UInt8]] =
    lists + answers + snapshots.prefix(3).map(\.bytes) + [
      Array(
        #"{"é":[1,-0,0.5,1e21,1e-7,9007199254740993],"":null,"\u20ac":"\\\"\b\f\n\r\t\u0000\ud83d\ude00","a":{"a":{"a":[[],{}]}}}"#
          .utf8),
      Array(" [ true , false , null ] ".utf8), Array("\"text\"".utf8), Array("-12.5e-3".utf8),
    ]

  /// A list with a field of every type.
  static let everyType = Array(
    """
    [{"id":"tt1","rank":1,"title":"One &amp; two","text":5.25,"whole":"1,234,567","decimal":"9.2","minutes":"2 h 22 min",
      "money":"$28,767,189","list":"Drama, Crime","day":"14 Oct 1994","truth":"True"},
     {"id":"tt2","rank":"2","title":"Two","whole":7.0,"decimal":8,"minutes":"PT1H30M","money":"USD 25,000,000.00",
      "list":["a","b &lt;"],"day":"1994-10-14T00:00:00","truth":false}]
    """.utf8)

  /// A job for lists with a field of every type.
  static let smallJob = """
    chart: fuzz
    extract: { url: "https://lists.example.org/{day}.json", items: "", maximum-size: 1MiB, hosts: [lists.example.org] }
    transform:
      fields:
        id: { from: ["/id", "/link"], match: "tt[0-9]+" }
        title: { from: ["/title", "/name", "/Movie Name"], decode: html }
        rank: { from: ["/rank", "/Rank"], type: integer }
        text: { from: /text, required: false }
        whole: { from: /whole, type: integer }
        decimal: { from: ["/decimal", "/imDbRating"], type: decimal }
        minutes: { from: /minutes, type: duration }
        money: { from: /money, type: money, match: "[$](.*)" }
        list: { from: /list, type: list, decode: html }
        day: { from: /day, type: date }
        truth: { from: /truth, type: boolean }
      limit: 3
    """

  /// The first rows of real lists in the old form and in the new one; none if there is no real history.
  private static let realLists: [[UInt8]] = {
    guard let folder = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"] else { return [] }
    return ["2024-09-18", "2026-06-03"].compactMap { day in
      guard let packed = FileManager.default.contents(atPath: "\(folder)/imdb-top250/\(day).json.gz"),
        let bytes = try? Gzip.decompress(Array(packed), limit: 64 << 20),
        let rows = try? JSONReader.read(bytes).array
      else { return nil }
      return CanonicalJSON.bytes(.array(Array(rows.prefix(3))))
    }
  }()
}
