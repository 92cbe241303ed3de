public import LakeStore
public import RankingModel

/// A question about the past of a chart, or of all charts of a lake, that the lake alone answers.
public protocol Question: Sendable {
  /// What answers it.
  associatedtype Answer: Sendable

  /// The answer by what `reader` reads.
  ///
  /// - Throws: a `noData` failure where there is none, `damaged` where what it rests on is not sound.
  func answer(from reader: LakeReader) async throws(Failure) -> Answer
}
