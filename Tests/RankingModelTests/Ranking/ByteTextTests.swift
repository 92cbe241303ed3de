import JSON
import RankingModel
import Testing

/// é as one character, and as an e with a combining accent.
private let one = "\u{E9}"
private let two = "e\u{301}"

struct ByteTextTests {
  @Test func textsAreTheSameWhereTheirBytesAre() {
    #expect(one == two)
    #expect(ByteText(one) != ByteText(two))
    #expect(ByteText(two) == ByteText("e" + "\u{301}"))
    // Two accents in either order have the same number of bytes, and are equal in Swift.
    #expect("a\u{301}\u{323}" == "a\u{323}\u{301}")
    #expect(ByteText("a\u{301}\u{323}") != ByteText("a\u{323}\u{301}"))
    #expect(Set([ByteText(one), ByteText(two), ByteText(one)]).count == 2)
  }

  @Test func textsAreSortedByBytes() {
    // 0x65 comes before 0x7A, 0xC3 and 0xF0; Swift would sort e with an accent as é.
    #expect(
      [one, "\u{1F600}", "z", two].map { ByteText($0) }.sorted().map(\.description.utf8.count) == [
        3, 1, 2, 4,
      ])
  }

  @Test func aTextIsComposed() {
    #expect(Array(two.composed.utf8) == [0xC3, 0xA9])
    #expect(Array(one.composed.utf8) == [0xC3, 0xA9])
    // The Kelvin sign becomes K, an accent below comes before one above, and Hangul letters become a syllable.
    #expect(Array("\u{212A}".composed.utf8) == [0x4B])
    #expect(Array("q\u{307}\u{323}".composed.unicodeScalars.map(\.value)) == [0x71, 0x323, 0x307])
    #expect(Array("\u{1112}\u{1161}\u{11AB}".composed.unicodeScalars.map(\.value)) == [0xD55C])
  }

  @Test func everyCharacterIsComposedAlikeInWhicheverSpelling() {
    for value in UInt32(0x80)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(Character(scalar))
      let composed = text.composed
      // The result is equal to the text in Swift, and composing it again changes nothing.
      #expect(composed == text && composed.composed.utf8.elementsEqual(composed.utf8), "\(value)")
    }
  }
}

struct ItemIDTests {
  @Test func anIdIsOneInWhicheverSpellingItIsRead() {
    #expect(ItemID(spelled: two) == ItemID(spelled: one))
    #expect(Array(ItemID(spelled: two).description.utf8) == [0xC3, 0xA9])
  }

  @Test func aStoredIdStaysAsItIs() {
    #expect(ItemID(two) != ItemID(one))
    #expect(ItemID(two).description.utf8.count == 3)
    #expect(ItemID(two) < ItemID("f") && ItemID("f") < ItemID(one))
    #expect(Set([ItemID(two), ItemID(one)]).count == 2)
  }
}

struct SpellingOfValuesTests {
  @Test func namesAndTextsOfValuesAreTheSameWhereTheirBytesAre() throws {
    #expect(JSONValue.string(one) != .string(two))
    #expect(JSONMember(one, 1) != JSONMember(two, 1))
    #expect(([.string(one)] as JSONValue) != [.string(two)])
    let object: JSONValue = .object([JSONMember(one, 1), JSONMember(two, 2), JSONMember("\u{212A}", 3)])
    #expect(object[one] == 1)
    #expect(object[two] == 2)
    // The Kelvin sign is not a K.
    #expect(object["K"] == nil)
    #expect(try #require(JSONPointer("/K")).value(in: object) == nil)
    #expect(Set([JSONValue.string(one), .string(two)]).count == 2)
  }

  @Test func entriesAreTheSameWhereTheirBytesAre() {
    let entry = Entry(rank: 1, id: ItemID("a"), title: one, fields: [JSONMember("x", .string(one))])
    #expect(entry != Entry(rank: 1, id: ItemID("a"), title: two, fields: entry.fields))
    #expect(entry != Entry(rank: 1, id: ItemID("a"), title: one, fields: [JSONMember("x", .string(two))]))
    #expect(entry == Entry(rank: 1, id: ItemID("a"), title: one, fields: entry.fields))
    var both = entry
    both[one] = 1
    both[two] = 2
    #expect(both.fields.count == 3)
    #expect(both[one] == 1)
  }
}
