// A library to be loaded into a program with LD_PRELOAD: it makes the program's operations on files fail. It has no calls
// of its own. See FaultInjection.c.
