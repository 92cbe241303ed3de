// The data of ICU takes 34 MB: locales, calendars, collations, zones. Nothing that Marquee calls reads it: texts are compared
// and folded with Swift's own Unicode tables, and time zones come from the system. A linker takes the first definition of a
// symbol that it finds, so this empty one keeps the data out of a statically linked program. Foundation's calls for locales,
// calendars, date and number formats would fail without the data. A test keeps these calls out of the sources.
__attribute__((aligned(16))) const char icudt76_dat[16] = {0};
