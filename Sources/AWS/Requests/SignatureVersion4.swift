/// Signature Version 4 (replaced next).
public struct SignatureVersion4: Sendable {}
