// What the calls that are stood between have in common.
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

enum fault { NONE, FAIL, SHORT, KILL, KILLHALF, KILLAFTER };

// The C library's own call of that name.
#define REAL(name)                                             \
  ({                                                           \
    static __typeof__(&name) found;                            \
    if (!found) found = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
    found;                                                     \
  })

// Whether `path` is a folder that faults are put beneath, or lies in one.
int is_ours(const char *path);

// The path by which `file` was opened; NULL where it is not ours.
const char *path_of(int file);
void remember(int file, const char *path);
void forget(int file);

// What is to happen to this writing operation. The program dies here where that is what is to happen.
enum fault write_fault(const char *call, const char *path, int allocates);
// Kills the program, or the process that is to die in its place.
void die(void);
// Kills the program where it is to die after the operation.
void after(enum fault fault);

// Whether this call by which a file is read is to fail; then errno is set. Every such call is traced here.
int read_fails(const char *call, const char *path);

// Traces an operation. Writing ones are traced in the order of their effects.
void note(const char *name, const char *path, const char *other, long offset, const void *bytes, size_t length);
void note_write(const char *name, const char *path, const char *other, long offset, const void *bytes, size_t length);
void lock_order(void);
void unlock_order(void);
