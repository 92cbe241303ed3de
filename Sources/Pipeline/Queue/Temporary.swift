public import RankingModel

extension WorkStore {
  public func objectsInUse() async throws(Failure) -> Set<ObjectID> { [] }
  public func forgetAnswers(_ objects: Set<ObjectID>) async throws(Failure) {}
  public static func migrate(folder: String, dryRun: Bool) throws(Failure) -> [String] { [] }
}
