import CCurl

// Turns the end of a transfer into a response or an error.
extension Attempt {
  /// The response, or the cause of the failure.
  mutating func response(
    _ result: TransferResult, from address: WebAddress
  ) throws(FetchError.Cause) -> FetchResponse {
    if let cause = cause(of: result) {
      if case .status = cause, cause.isTransient { retryAfter = result.headers.retryAfter(now: now()) }
      throw cause
    }
    return FetchResponse(
      status: result.status,
      headers: result.headers.map { HeaderField(redactor.redact($0.name), redactor.redact($0.value)) },
      body: result.body, effectiveURL: redactor.redactAddress(address.text))
  }

  private func cause(of result: TransferResult) -> FetchError.Cause? {
    switch result.ending {
    case .cancelled: return .cancelled
    case .tooLarge: return .tooLarge(limit: request.limits.maximumBytes)
    case .headTooLarge: return .badAnswer("the header lines of the answer are too long or too many")
    // An error status is reported even if the body broke off.
    case .stalled, .failed: if isError(result.status) { return .status(result.status) }
    case .complete: return isError(result.status) ? .status(result.status) : nil
    }
    if case .failed(let code, let text) = result.ending {
      return cause(code: CURLcode(rawValue: code), text: redactor.redact(text), status: result.status)
    }
    return .timedOut("no data arrived for \(request.limits.stallTimeout)")
  }

  /// Whether a final status means an error that the caller does not accept.
  private func isError(_ status: Int) -> Bool {
    if status == 304, request.validators != nil { return false }
    // A part of the body must not be taken for the whole body if no part was asked for.
    return (status == 206 || status >= 300) && !request.acceptedStatuses.contains(status)
  }

  private func cause(code: CURLcode, text: String, status: Int) -> FetchError.Cause {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(text)
    case CURLE_PARTIAL_FILE: return .truncated(text)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR:
      return .connectionFailed(text)
    case CURLE_GOT_NOTHING: return .connectionFailed("the server closed the connection without an answer")
    case CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return status == 0 ? .connectionFailed(text) : .truncated(text)
    case CURLE_SSL_CONNECT_ERROR:
      // libcurl also gives this code for a connection that breaks during the handshake. The next attempt may succeed.
      let isBroken = text.contains("SSL_ERROR_SYSCALL") || text.contains("reset by peer")
      return isBroken ? .connectionFailed(text) : .tls(text)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CRL_BADFILE:
      return .tls(text)
    case CURLE_URL_MALFORMAT: return .badURL(text)
    case CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY, CURLE_NOT_BUILT_IN: return .unavailable(text)
    default: return .badAnswer(text)
    }
  }
}
