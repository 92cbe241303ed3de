// Symbols that the Swift runtime needs and that Marquee defines itself. Nothing is declared here, because only the linker uses
// them.
