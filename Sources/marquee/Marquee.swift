import MarqueeCommands

@main
struct Marquee {
  static func main() {
    MarqueeProgram.main()
  }
}
