// What the Swift runtime asks for and Marquee brings itself. Nothing is declared here: no source calls it, the linker takes it.
