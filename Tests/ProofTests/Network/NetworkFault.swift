import Gzip
import MarqueeTestSupport

/// A fault of the network, or of the server behind it, in place of a sound answer.
enum NetworkFault: String, CaseIterable, Sendable {
  case reset, resetInBody, truncated, stall, drip, serverError, unavailableSeconds, unavailableDate,
    unavailableLong,
    tooManyRequests, originDown, lengthTooLong, lengthTooShort, garbageChunking, gzipCut, otherFilm, captcha,
    limitReached

  /// The server's behaviour in place of the sound answer `body`.
  func behaviour(instead body: [UInt8]) -> LoopbackBehaviour {
    switch self {
    case .reset: .reset
    case .resetInBody:
      .resetAfter(body: Array(body.prefix(body.count / 2)), missing: body.count - body.count / 2)
    case .truncated:
      .truncated(body: Array(body.prefix(body.count / 2)), missing: body.count - body.count / 2)
    case .stall: .hangAfter(body: Array(body.prefix(body.count / 2)), missing: body.count - body.count / 2)
    case .drip: .drip(body: body, interval: .milliseconds(20))
    case .serverError: .respond(status: 500, text: "internal error")
    case .unavailableSeconds: .respond(status: 503, headers: ["Retry-After": "17"], text: "busy")
    case .unavailableDate:
      .respond(status: 503, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"], text: "busy")
    case .unavailableLong: .respond(status: 503, headers: ["Retry-After": "86400"], text: "closed")
    case .tooManyRequests: .respond(status: 429, text: "slower")
    case .originDown: .respond(status: 522, text: "origin down")
    case .lengthTooLong: .truncated(body: body, missing: 7)
    case .lengthTooShort:
      .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count / 2)\r\n\r\n".utf8) + body)
    case .garbageChunking: .garbageChunking
    case .gzipCut:
      .respond(
        headers: ["Content-Encoding": "gzip"], body: Array((try? Gzip.compress(body))?.dropLast(5) ?? []))
    case .otherFilm: .respond(body: NetworkFixture.answer("tt9999999"))
    case .captcha: .respond(text: "<!DOCTYPE html><html><title>Are you a robot?</title></html>")
    case .limitReached:
      .respond(status: 401, text: #"{"Response":"False","Error":"Request limit reached!"}"#)
    }
  }

  /// The fetcher's clock, in seconds since 1970: 30 seconds before the date of `unavailableDate`, 784,111,777.
  static let clock: Int64 = 784_111_747

  /// The least time before the next attempt, if the server states one.
  var wait: Duration? {
    switch self {
    case .unavailableSeconds: .seconds(17)
    case .unavailableDate: .seconds(30)
    default: nil
    }
  }

  /// Whether another attempt at the list may succeed. A complete answer that is no list will not be one a minute later.
  var isTriedAgainForList: Bool {
    switch self {
    case .lengthTooShort, .gzipCut, .otherFilm, .captcha, .limitReached, .unavailableLong: false
    default: true
    }
  }

  /// Whether another attempt at an item may succeed.
  var isTriedAgainForFilm: Bool {
    switch self {
    // An answer about another item stays wrong, and a source that asks for a day's pause is not waited for.
    case .otherFilm, .limitReached, .unavailableLong: false
    default: true
    }
  }

  /// Whether the fault shows only in the time that passes.
  var takesTime: Bool { self == .stall || self == .drip }
}
