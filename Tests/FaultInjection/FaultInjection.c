// Loaded into a program with LD_PRELOAD, this stands between it and the C library's operations on files, SQLite's
// included. It counts those beneath some folders and makes one of them fail, or kills the program there:
//
//   MARQUEE_FAULT_ROOT    the folders, with ":" between them
//   MARQUEE_FAULT_CALLS   which operations there are: writes (WrittenFiles.c; so where it is not set), reads
//                         (ReadFiles.c), or all
//   MARQUEE_FAULT_CALL    only operations of this name, as the trace names them, are counted
//   MARQUEE_FAULT_PATH    only operations on this file or folder are counted; a pattern of fnmatch(3), since names may
//                         hold an instant
//   MARQUEE_FAULT_AT      the number of the operation, from 1
//   MARQUEE_FAULT_TALLY   a file by which all processes that name it count their operations together
//   MARQUEE_FAULT_VICTIM  the process that is killed; without it, the one whose operation it is
//   MARQUEE_FAULT         EIO, ENOSPC, EINTR, EACCES, EMFILE, ENOMEM, ESTALE, ENOLCK, SHORT (a write takes half), KILL
//                         (before it), KILLHALF (in the middle of a write), KILLAFTER. An operation that reads fails with
//                         errors that it can return, and is left alone by others.
//   MARQUEE_FAULT_STICKY  1: every counted operation from there on fails so; a greater number: so many do; all: every operation, counted or not. Of
//                         EINTR a thousand, since programs may rightly try again without end
//   MARQUEE_FAULT_STRUCK  a file that gets a line once an operation has failed so
//   MARQUEE_FAULT_TRACE   a file that gets one line an operation: name, path, offset, content in hexadecimal digits.
//                         Operations that write are in it when they have had an effect, those that read always.
//   MARQUEE_FAULT_CLOCK   1: every reading of the wall clock gives a later millisecond than the one before, so that two
//                         instants are equal only where one was taken from the other (Clock.c)
//
// Files outside of the folders, such as the libraries of a program, are never struck.
#include "Faults.h"
#include "FaultInjection.h"
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 4096, MOST_ROOTS = 8 };
enum { WRITES = 1, READS = 2 };

static const struct { const char *name; int code; } errors[] = {
  {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EACCES", EACCES}, {"EMFILE", EMFILE},
  {"ENOMEM", ENOMEM}, {"ESTALE", ESTALE}, {"ENOLCK", ENOLCK},
};

// What the manual pages name, and what file systems return beyond them: any call that reaches the medium may fail with
// EIO, and with ESTALE where a server has forgotten the file. EACCES is left out where a program must take it for
// something else: another's lock (fcntl).
static const struct { const char *call, *errors; } reads[] = {
  {"open", "EIO EACCES EMFILE ENOMEM ESTALE EINTR"},
  {"opendir", "EIO EACCES EMFILE ENOMEM ESTALE"},
  {"readdir", "EIO EACCES ENOMEM ESTALE"},
  {"read", "EIO ENOMEM ESTALE EINTR"},
  {"pread", "EIO ENOMEM ESTALE EINTR"},
  {"fstat", "EIO ENOMEM ESTALE"},
  {"lstat", "EIO EACCES ENOMEM ESTALE"},
  {"stat", "EIO EACCES ENOMEM ESTALE"},
  {"access", "EIO EACCES ENOMEM ESTALE"},
  {"readlink", "EIO EACCES ENOMEM ESTALE"},
  {"mmap", "EACCES ENOMEM"},
  {"flock", "EIO EINTR ENOLCK"},
  {"lock", "EIO EINTR ENOLCK"},
  {"unlock", "EIO ENOLCK"},
  {"getlock", "EIO ENOLCK"},
};

static char *paths[MOST_FILES];
static const char *roots[MOST_ROOTS], *only_call, *only_path, *kind;
static pid_t victim;
static int sides = WRITES;
static long fault_at, fault_span = 1;
static enum fault fault_kind;
static int fault_code, goes_everywhere;
static int trace = -1, struck = -1, tally = -1;
static atomic_long count, strikes;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER, counting = PTHREAD_MUTEX_INITIALIZER;

static int open_for_lines(const char *path) {
  return path ? REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

static enum fault meaning_of(const char *word) {
  for (size_t index = 0; index < sizeof errors / sizeof *errors; index++) {
    if (!strcmp(word, errors[index].name)) fault_code = errors[index].code;
  }
  if (fault_code) return FAIL;
  if (!strcmp(word, "SHORT")) return SHORT;
  if (!strcmp(word, "KILL")) return KILL;
  if (!strcmp(word, "KILLHALF")) return KILLHALF;
  return strcmp(word, "KILLAFTER") ? NONE : KILLAFTER;
}

__attribute__((constructor)) static void begin(void) {
  const char *folders = getenv("MARQUEE_FAULT_ROOT");
  char *rest = folders ? strdup(folders) : NULL;
  for (int index = 0; rest && index < MOST_ROOTS; index++) roots[index] = strsep(&rest, ":");
  const char *process = getenv("MARQUEE_FAULT_VICTIM");
  victim = process ? atoi(process) : 0;
  only_call = getenv("MARQUEE_FAULT_CALL");
  only_path = getenv("MARQUEE_FAULT_PATH");
  kind = getenv("MARQUEE_FAULT");
  fault_kind = kind ? meaning_of(kind) : NONE;
  const char *calls = getenv("MARQUEE_FAULT_CALLS"), *at = getenv("MARQUEE_FAULT_AT");
  if (calls && !strcmp(calls, "reads")) sides = READS;
  if (calls && !strcmp(calls, "all")) sides = WRITES | READS;
  fault_at = at ? atol(at) : 0;
  const char *sticky = getenv("MARQUEE_FAULT_STICKY");
  goes_everywhere = sticky && !strcmp(sticky, "all");
  long times = sticky ? atol(sticky) : 1;
  if (sticky) fault_span = fault_code == EINTR ? 1000 : 1L << 40;
  if (times > 1) fault_span = times;
  trace = open_for_lines(getenv("MARQUEE_FAULT_TRACE"));
  struck = open_for_lines(getenv("MARQUEE_FAULT_STRUCK"));
  tally = open_for_lines(getenv("MARQUEE_FAULT_TALLY"));
}

const char *fault_errors(const char *call) {
  for (size_t index = 0; index < sizeof reads / sizeof *reads; index++) {
    if (!strcmp(call, reads[index].call)) return reads[index].errors;
  }
  return "";
}

int is_ours(const char *path) {
  for (int index = 0; path && index < MOST_ROOTS && roots[index]; index++) {
    size_t length = strlen(roots[index]);
    if (!strncmp(path, roots[index], length) && (path[length] == '/' || !path[length])) return 1;
  }
  return 0;
}

const char *path_of(int file) { return file >= 0 && file < MOST_FILES ? paths[file] : NULL; }

void forget(int file) {
  if (file < 0 || file >= MOST_FILES) return;
  free(paths[file]);
  paths[file] = NULL;
}

void remember(int file, const char *path) {
  forget(file);
  if (file >= 0 && file < MOST_FILES) paths[file] = strdup(path);
}

// The number of an operation that is counted now. A tally has a byte for each, of all processes: where the one that was just
// added stands is its number.
static long next_number(void) {
  if (tally < 0) return atomic_fetch_add(&count, 1) + 1;
  pthread_mutex_lock(&counting);
  REAL(write)(tally, ".", 1);
  long number = (long)lseek(tally, 0, SEEK_CUR);
  pthread_mutex_unlock(&counting);
  return number;
}

// Whether this operation is one of those that are to fail.
static int is_struck(int side, const char *call, const char *path) {
  if (!(sides & side)) return 0;
  if (goes_everywhere && atomic_load(&strikes) > 0) return atomic_load(&strikes) < fault_span;
  if (only_call && strcmp(call, only_call)) return 0;
  if (only_path && fnmatch(only_path, path, 0)) return 0;
  long number = next_number();
  return fault_kind != NONE && number >= fault_at && number < fault_at + fault_span;
}

static void tell_strike(const char *call, const char *path) {
  if (atomic_fetch_add(&strikes, 1) > 0 || struck < 0) return;
  dprintf(struck, "%s\t%s\n", call, path);
}

enum fault write_fault(const char *call, const char *path, int allocates) {
  if (!is_struck(WRITES, call, path)) return NONE;
  if (fault_kind == KILL) die();
  if (fault_kind == FAIL && fault_code == ENOSPC && !allocates) return NONE;
  tell_strike(call, path);
  if (fault_kind == FAIL) errno = fault_code;
  return fault_kind;
}

void die(void) { kill(victim ? victim : getpid(), SIGKILL); }

void after(enum fault fault) {
  if (fault == KILLAFTER) die();
}

int read_fails(const char *call, const char *path) {
  if (sides & READS) note(call, path, NULL, 0, NULL, 0);
  // No error's name is the end of another's.
  if (!is_struck(READS, call, path) || fault_kind != FAIL || !strstr(fault_errors(call), kind)) return 0;
  tell_strike(call, path);
  errno = fault_code;
  return 1;
}

void note(const char *name, const char *path, const char *other, long offset, const void *bytes, size_t length) {
  if (trace < 0) return;
  size_t room = strlen(path) + (other ? strlen(other) : 0) + 2 * length + 128;
  char *line = malloc(room);
  if (!line) return;
  int end = snprintf(line, room, "%s\t%s\t%s\t%ld\t", name, path, other ? other : "", offset);
  const unsigned char *content = bytes;
  for (size_t index = 0; index < length; index++) end += sprintf(line + end, "%02x", content[index]);
  line[end++] = '\n';
  REAL(write)(trace, line, (size_t)end);
  free(line);
}

void note_write(
  const char *name, const char *path, const char *other, long offset, const void *bytes, size_t length) {
  if (sides & WRITES) note(name, path, other, offset, bytes, length);
}

void lock_order(void) { if (trace >= 0) pthread_mutex_lock(&order); }
void unlock_order(void) { if (trace >= 0) pthread_mutex_unlock(&order); }
