import JSON
import Jobs
import RankingModel
import Testing

@testable import Pipeline

struct TypedValueTests {
  @Test(
    arguments: [
      (.integer, "2,670,132", 2_670_132), (.integer, "0", 0), (.integer, "-12", -12), (.integer, " 7 ", 7),
      (.integer, 10.0, 10), (.integer, "9007199254740992", 9_007_199_254_740_992), (.decimal, "9.2", 9.2),
      (.decimal, "9", 9), (.decimal, 9.0, 9), (.decimal, 8, 8), (.decimal, "1,234.5", 1234.5),
      (.decimal, "-0.5", -0.5),
      (.integer, "12.3k", 12_300), (.integer, "1.2M", 1_200_000), (.integer, "4B", 4_000_000_000),
      (.integer, "3bn", 3_000_000_000), (.integer, "2K", 2000), (.integer, "1,234k", 1_234_000),
      (.integer, "#4", 4), (.integer, "4.", 4), (.integer, "1 234", 1234), (.integer, "1 000", 1000),
      (.integer, "2\u{202F}670\u{202F}132", 2_670_132), (.integer, "1\u{A0}234", 1234),
      (.integer, "1\u{2009}234", 1234), (.integer, "+7", 7), (.integer, "10.0", 10),
      (.decimal, "1.25M", 1_250_000), (.decimal, "12.3456k", 12345.6), (.decimal, "1 234.5", 1234.5),
      (.decimal, "#9.5", 9.5), (.decimal, "5.", 5),
      (.duration, "142 min", 142), (.duration, "PT2H22M", 142), (.duration, "P1DT1M", 1441),
      (.duration, "PT120S", 2),
      (.duration, "2h 22min", 142), (.duration, "1 hr 5 mins", 65), (.duration, "45m", 45),
      (.duration, "1,005 min", 1005),
      (.duration, 142, 142), (.duration, "142", 142), (.money, "$28,767,189", 28_767_189),
      (.money, "USD 25,000,000", 25_000_000), (.money, "₹700,000,000", 700_000_000),
      (.money, "1,000 EUR", 1000),
      (.money, "$100.00", 100), (.money, 5, 5), (.money, "-$3", -3),
      (.money, "$1.2M", 1_200_000), (.money, "$28 M", 28_000_000), (.money, "5M EUR", 5_000_000),
      (.money, "$1.5bn", 1_500_000_000), (.duration, "45M", 45),
      (.list, "Drama, Crime", ["Drama", "Crime"]),
      (.list, "Drama", ["Drama"]), (.list, ["a", " b ", "N/A", 3], ["a", "b", "3"]),
      (.list, "a,,b,", ["a", "b"]),
      (.date, "14 Oct 1994", "1994-10-14"), (.date, "1994-10-14", "1994-10-14"),
      (.date, "4 September 1994", "1994-09-04"),
      (.date, "Oct 14, 1994", "1994-10-14"), (.date, "2026-06-02T11:36:03.206062", "2026-06-02"),
      (.date, 1_777_593_600, "2026-05-01"), (.date, "1777593599", "2026-04-30"),
      (.date, "2026-05-01T23:30:00-02:00", "2026-05-02"),
      (.instant, 1_777_593_600, "2026-05-01T00:00:00Z"), (.instant, "1777593600", "2026-05-01T00:00:00Z"),
      (.instant, 1_777_593_600.75, "2026-05-01T00:00:00Z"),
      (.instant, "2026-05-01", "2026-05-01T00:00:00Z"),
      (.instant, "2026-05-01T02:30:15.999+02:00", "2026-05-01T00:30:15Z"),
      (.instant, " 2026-05-01 12:00 ", "2026-05-01T12:00:00Z"),
      (.year, "1994", 1994), (.year, "2010–2015", 2010), (.year, "2010–", 2010), (.year, 1994, 1994),
      (.year, "1994-10-14", 1994),
      (.year, "1994", 1994), (.year, "2010–2015", 2010), (.year, " 1979-10-12", 1979), (.year, 1994, 1994),
      (.boolean, true, true), (.boolean, "True", true), (.boolean, "FALSE", false),
      (.string, "  x\u{A0}", "x"),
      (.string, 1994, "1994"), (.string, 9.25, "9.25"), (.string, true, "true"),
      (.string, .integer(9_007_199_254_740_993), "9007199254740993"),
    ] as [(Transformation.FieldType, JSONValue, JSONValue)])
  func readsWhatTheTypeDeclares(type: Transformation.FieldType, raw: JSONValue, value: JSONValue) throws {
    #expect(try TypedValue.read(raw, as: type) == value)
  }

  @Test(arguments: Transformation.FieldType.allCases)
  func absentIsAbsentForEveryType(type: Transformation.FieldType) throws {
    for raw: JSONValue in ["N/A", "", "  ", " N/A ", nil, []] {
      #expect(try TypedValue.read(raw, as: type) == nil)
    }
  }

  @Test(
    arguments: [
      (.integer, "9.2"), (.integer, "1,23"), (.integer, "12,3456"), (.integer, ",123"), (.integer, "1 00"),
      (.integer, "12.3456k"), (.integer, "5m"), (.integer, "5 k"), (.integer, "k"), (.integer, "1,234 567"),
      (.integer, "4.k"), (.integer, "#"), (.integer, "1 2345"),
      (.decimal, "1.2."), (.decimal, "1.234,5"), (.decimal, "4,5"), (.decimal, "1.k"),
      (.integer, "٣"),
      (.integer, 9.5), (.integer, true), (.integer, [1]), (.integer, "9007199254740993"),
      (.integer, "99999999999999999999"), (.integer, .integer(9_007_199_254_740_993)), (.integer, 1e20),
      (.integer, "--1"),
      (.decimal, "9,2"), (.decimal, "1e3"), (.decimal, ".5"), (.decimal, "1.2.3"),
      (.decimal, "nan"),
      (.decimal, "inf"), (.decimal, "0x10"), (.decimal, 1e300), (.decimal, .integer(.max)), (.decimal, "-"),
      (.duration, "two hours"), (.duration, "PT"), (.duration, "PT90S"), (.duration, "P1Y"),
      (.duration, "-5 min"),
      (.duration, "5 sec"), (.duration, "22min 2h"), (.duration, "P1M"),
      (.duration, "99999999999999999999 min"),
      (.money, "--3"), (.money, "$-3"), (.money, "$1.2345k"), (.money, "$1.50"), (.money, "about $5"),
      (.money, "$"), (.money, "5 dollars"),
      (.list, 5), (.list, [["a"]]), (.list, [.object([])]), (.date, "14 Okt 1994"), (.date, "30 Feb 1994"),
      (.date, "20260501"), (.instant, "1994"), (.instant, 20_260_501), (.instant, "yesterday"),
      (.instant, 1_777_593_600_000), (.instant, true), (.year, "94"), (.year, "19945"), (.year, "c. 1994"),
      (.year, [1994]), (.year, true),
      (.date, "1994"), (.date, "14/10/1994"), (.date, 1994), (.boolean, "yes"), (.boolean, 1),
      (.string, .object([])), (.string, ["a"]), (.string, 1e300),
    ] as [(Transformation.FieldType, JSONValue)])
  func refusesWhatTheTypeDoesNotDeclare(type: Transformation.FieldType, raw: JSONValue) {
    #expect(throws: FieldProblem.self) { try TypedValue.read(raw, as: type) }
  }

  @Test(
    arguments: [
      ("1.234,5", 1234.5), ("4,5", 4.5), ("2.670.132", 2_670_132), ("1 234,5", 1234.5), ("12,3k", 12_300),
      ("4.", 4), ("7", 7),
    ] as [(String, JSONValue)])
  func aCommaStandsBeforeDecimalsWhereTheJobSaysSo(text: String, value: JSONValue) throws {
    var notation = Transformation.Notation()
    notation.decimalComma = true
    #expect(try TypedValue.read(.string(text), as: .decimal, notation) == value)
    #expect(throws: FieldProblem.self) { try TypedValue.read("1,234.5", as: .decimal, notation) }
    #expect(try TypedValue.read("1.234", as: .integer, notation) == 1234)
    #expect(try TypedValue.read("1.234,00 €", as: .money, notation) == 1234)
  }

  @Test func millisecondsAreReadWhereTheJobSaysSo() throws {
    var notation = Transformation.Notation()
    notation.milliseconds = true
    #expect(try TypedValue.read(1_777_593_600_999, as: .instant, notation) == "2026-05-01T00:00:00Z")
    #expect(try TypedValue.read("1777593600000", as: .date, notation) == "2026-05-01")
    #expect(throws: FieldProblem.self) { try TypedValue.read(1_777_593_600, as: .instant, notation) }
  }

  @Test func whatMeansNoneIsTheJobsToSay() {
    for none: JSONValue in [0, "0", " - ", nil, "", []] { #expect(TypedValue.isAbsent(none, ["0", "-"])) }
    for some: JSONValue in ["N/A", 1, "00", .object([])] { #expect(!TypedValue.isAbsent(some, ["0", "-"])) }
  }

  @Test(arguments: [
    ("Schindler&apos;s List", "Schindler's List"), ("&amp;&lt;&gt;&quot;", "&<>\""), ("L&eacute;on", "Léon"),
    ("WALL&#183;E &#xB7; &#XB7;", "WALL·E · ·"), ("&euro;&hellip;&ndash;&thetasym;", "€…–ϑ"),
    ("&#128512;", "😀"),
    (
      "&nosuch; &amp &; & &#; &#x; &#0; &#1114112; &#xD800; &#-1; &#+1;",
      "&nosuch; &amp &; & &#; &#x; &#0; &#1114112; &#xD800; &#-1; &#+1;"
    ),
    ("&amp;lt;", "&lt;"), ("plain", "plain"), ("&", "&"), ("a&amp;", "a&"),
    // The Kelvin sign is not a K.
    ("&\u{212A}appa;", "&\u{212A}appa;"),
  ])
  func decodesEntitiesOnceAndLeavesTheUnknown(text: String, decoded: String) {
    #expect(HTMLEntities.decoded(text) == decoded)
  }
}
