import Glibc
import MarqueeCommands

@main
struct Marquee {
  static func main() async {
    exit(await MarqueeProgram.main())
  }
}
