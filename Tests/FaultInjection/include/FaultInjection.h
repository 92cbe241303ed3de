// A library to be loaded into a program with LD_PRELOAD: it makes the program's operations on files fail. See
// FaultInjection.c.
#pragma once

// The errors, by name and with spaces between them, that a call by which files are read can return. Empty for any other
// call. Calls are named as the trace names them.
const char *fault_errors(const char *call);
