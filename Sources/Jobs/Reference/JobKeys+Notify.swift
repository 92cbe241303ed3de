extension JobKeys {
  /// The keys of a channel, one list for each kind. The first key of a list names the kind.
  static let channels: [[JobKey]] = [
    [
      JobKey(
        "command", .list(.text("a word")),
        "A program and its arguments. It runs in the job file's folder, without a shell, and gets the notice as a JSON object "
          + "on standard input.", example: #"["./tell.sh", "{chart}", "{event}"]"#, isRequired: true),
      JobKey(
        "environment", .list(.text("the name of a variable")), "Environment variables that the program gets.",
        example: "[MAIL_TOKEN]"),
      events,
    ],
    [
      JobKey(
        "webhook", .either([.url, .section(secret)]),
        "The notice is posted there as a JSON object. Nothing of the address but the host is ever shown.",
        example: "https://hooks.example.org/marquee", isRequired: true),
      JobKey(
        "headers", .map(.text("a text")), "Headers to send.",
        example: #"{ Authorization: "Bearer {key}" }"#),
      JobKey("key", .section(secret), "Where the secret comes from that `{key}` stands for."),
      events,
    ],
    [
      JobKey(
        "ping", .either([.url, .section(secret)]),
        "An address that is requested after each good run. Its service raises an alarm if it hears nothing.",
        example: "https://ping.example.org/2f1c", isRequired: true),
      JobKey(
        "failure", .either([.url, .section(secret)]),
        "An address that is requested where a list failed, is held back, or is late.",
        example: "https://ping.example.org/2f1c/fail"),
    ],
  ]

  private static let events = JobKey(
    "on", .list(.choice(of: NoticeEvent.self)), "The events that the channel is told of.",
    example: "[failed, late]", fallback: "all of them")
}
