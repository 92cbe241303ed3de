import Jobs
import RankingModel
import Testing

struct URLTemplateTests {
  private let day = Day(year: 2026, month: 5, day: 1)

  @Test(arguments: [
    ("https://x.org/{day}.json", "https://x.org/2026-05-01.json"),
    ("https://x.org/{yyyy}/{mm}/{dd}?d={day}", "https://x.org/2026/05/01?d=2026-05-01"),
    (
      "https://x.org/{yy}/{m}/{d}/{month}/{mon}/{Month}/{Mon}/{iso-year}-W{week}",
      "https://x.org/26/5/1/may/may/May/May/2026-W18"
    ),
    ("https://x.org/a b/é%20{day}", "https://x.org/a%20b/%C3%A9%202026-05-01"),
    ("https://x.org/50%", "https://x.org/50%25"),
    ("file:history/{day}.json.gz", "file:///srv/my%20jobs/history/2026-05-01.json.gz"),
    ("file:../data/./{day}.json", "file:///srv/data/2026-05-01.json"),
    ("file:///var/lists/{day}.json", "file:///var/lists/2026-05-01.json"),
    ("file://localhost/var/x", "file:///var/x"), ("file:/var/x", "file:///var/x"),
    ("file://LocalHost/var/x", "file:///var/x"), ("FILE:lists/x", "file:///srv/my%20jobs/lists/x"),
    // No file of this machine.
    ("file://server/var/x", "file://server/var/x"),
    ("file:../../../../etc/x", "file:///etc/x"),
    ("file:odd name?#.json", "file:///srv/my%20jobs/odd%20name%3F%23.json"),
  ])
  func becomesAnAbsoluteURL(template: String, url: String) {
    #expect(URLTemplate(template).url(day: day, folder: "/srv/my jobs") == url)
  }

  @Test(arguments: [
    ("https://x.org/?i={id}", "a&b=c/ü", "https://x.org/?i=a%26b%3Dc%2F%C3%BC"),
    ("https://x.org/{id}", "tt0111161", "https://x.org/tt0111161"),
    ("https://x.org/{id}", "..", "https://x.org/%2E%2E"),
    ("file:answers/{id}.json", "tt0111161", "file:///srv/answers/tt0111161.json"),
    ("file:answers/{id}.json", "../../etc/passwd", "file:///srv/answers/..%252F..%252Fetc%252Fpasswd.json"),
    ("file:answers/{id}/x.json", "..", "file:///srv/answers/%252E%252E/x.json"),
  ])
  func anIdIsOneSegmentAndLeadsNowhereElse(template: String, id: String, url: String) {
    #expect(URLTemplate(template).url(item: ItemID(id), folder: "/srv") == url)
  }

  @Test func theKeyIsDataToo() {
    let template = URLTemplate("https://x.org/?k={key}&i={id}")
    #expect(template.namesKey)
    #expect(template.url(item: ItemID("a"), key: "s/3&", folder: "/") == "https://x.org/?k=s%2F3%26&i=a")
    // Without the key the address can be shown.
    #expect(template.url(item: ItemID("a"), folder: "/") == "https://x.org/?k=%7Bkey%7D&i=a")
  }

  @Test func knowsWhatItNames() {
    #expect(URLTemplate("x/{day}").namesDay)
    #expect(URLTemplate("x/{yyyy}{mm}{dd}").namesDay)
    #expect(!URLTemplate("x/{yyyy}/{mm}").namesDay)
    #expect(URLTemplate("x/{yy}-{Mon}-{d}").namesDay)
    #expect(URLTemplate("x/{iso-year}-{week}").namesDay)
    #expect(!URLTemplate("x/{yyyy}-{week}").namesDay)
    // 2026111 may be 11 January or 1 November.
    #expect(!URLTemplate("x/{yyyy}{m}{d}").namesDay)
    #expect(URLTemplate("x/{id}").namesItem)
    #expect(URLTemplate("x/{a}{b}").variables == ["a", "b"])
    #expect(URLTemplate("HTTPS://me@X.org:8080/a").host == "x.org")
    #expect(URLTemplate("http://[::1]:80/").host == "[::1]")
    #expect(URLTemplate("FILE:x").scheme == "file")
    #expect(URLTemplate("x/y").scheme == nil)
  }

  @Test(arguments: [
    ("file:history/{day}.json.gz", "/srv/jobs/history/2026-05-01.json.gz"),
    ("file:../my%20lists/{yyyy}/{mm}{dd}.json", "/srv/my lists/2026/0501.json"),
    ("file:///data/{dd}.{mm}.{yyyy}/a{day}", "/data/01.05.2026/a2026-05-01"),
  ])
  func aFileIsThatOfItsDay(template: String, path: String) throws {
    let template = URLTemplate(template)
    let day = try #require(Day("2026-05-01"))
    #expect(template.path(day: day, folder: "/srv/jobs") == path)
    let files = try #require(DatedFiles(template, folder: "/srv/jobs"))
    #expect(files.day(of: path) == day)
    for other in [
      path + "x", "/x" + path, path.replacing("01", with: "xx"), path.replacing("05", with: "13"), "",
    ] {
      #expect(files.day(of: other) == nil, "\(other)")
    }
  }

  @Test func aFileIsToldAgainstTheFolderOfTheJob() {
    #expect(FileURL.relative("file:///srv/lists/a.json", to: "/srv/jobs") == "file:../lists/a.json")
    #expect(FileURL.relative("file:///srv/lists/a.json", to: "/srv/./jobs/../lists/.") == "file:a.json")
    #expect(FileURL.relative("file:///srv/my%20lists/a.json", to: "/srv/my lists") == "file:a.json")
    #expect(FileURL.relative("https://example.org/a.json", to: "/srv") == "https://example.org/a.json")
  }

  @Test func onlyFilesHaveAPath() throws {
    let day = try #require(Day("2026-05-01"))
    #expect(URLTemplate("https://example.org/{day}").path(day: day, folder: "/srv") == nil)
  }
}
