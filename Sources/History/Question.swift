public import LakeStore
public import RankingModel

/// A question about the past of one chart or of all charts, which is answered from the lake alone.
public protocol Question: Sendable {
  /// The type of the answer.
  associatedtype Answer: Sendable

  /// Answers from what `reader` reads.
  ///
  /// - Throws: a `noData` failure where there is no answer, `damaged` where something that the answer needs is not sound.
  func answer(from reader: LakeReader) async throws(Failure) -> Answer
}
