// Loaded into a program with LD_PRELOAD, this stands between it and the C library's operations on files, SQLite's
// included. It counts those beneath one folder and makes one of them fail, or kills the program there:
//
//   MARQUEE_FAULT_ROOT    the folder
//   MARQUEE_FAULT_AT      the number of the operation, from 1
//   MARQUEE_FAULT         EIO, ENOSPC, EINTR, SHORT (a write takes half), KILL (before it), KILLHALF (in the middle of a
//                         write), KILLAFTER
//   MARQUEE_FAULT_STICKY  1: every operation from there on fails so; of EINTR a thousand, since programs may rightly try
//                         again without end
//   MARQUEE_FAULT_TRACE   a file that gets one line an operation: name, path, offset, content in hexadecimal digits
//   MARQUEE_FAULT_CLOCK   1: every reading of the wall clock gives a later millisecond than the one before, so that two
//                         instants are equal only where one was taken from the other
#define _GNU_SOURCE
#include "FaultInjection.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FILES = 4096 };
enum fault { NONE, FAIL, SHORT, KILL, KILLHALF, KILLAFTER };

static char *paths[MOST_FILES];
static const char *root;
static size_t root_length;
static long fault_at;
static enum fault fault_kind;
static int fault_code;
static long fault_span = 1;
static int trace = -1;
static int ticks;
static atomic_llong last_tick;
static atomic_long count;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_mkdir)(const char *, mode_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_close)(int);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_mkdir = dlsym(RTLD_NEXT, "mkdir");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
  real_close = dlsym(RTLD_NEXT, "close");
  const char *clock = getenv("MARQUEE_FAULT_CLOCK");
  ticks = clock && *clock == '1';
  root = getenv("MARQUEE_FAULT_ROOT");
  root_length = root ? strlen(root) : 0;
  const char *at = getenv("MARQUEE_FAULT_AT"), *kind = getenv("MARQUEE_FAULT");
  const char *sticky = getenv("MARQUEE_FAULT_STICKY"), *file = getenv("MARQUEE_FAULT_TRACE");
  fault_at = at ? atol(at) : 0;
  fault_kind = FAIL;
  if (!kind) fault_kind = NONE;
  else if (!strcmp(kind, "EIO")) fault_code = EIO;
  else if (!strcmp(kind, "ENOSPC")) fault_code = ENOSPC;
  else if (!strcmp(kind, "EINTR")) fault_code = EINTR;
  else if (!strcmp(kind, "SHORT")) fault_kind = SHORT;
  else if (!strcmp(kind, "KILL")) fault_kind = KILL;
  else if (!strcmp(kind, "KILLHALF")) fault_kind = KILLHALF;
  else if (!strcmp(kind, "KILLAFTER")) fault_kind = KILLAFTER;
  if (sticky && *sticky == '1') fault_span = fault_code == EINTR ? 1000 : 1L << 40;
  if (file) trace = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
  return root && path && !strncmp(path, root, root_length);
}

static const char *path_of(int file) {
  return file >= 0 && file < MOST_FILES ? paths[file] : NULL;
}

// What is to happen to the next operation. The program dies here where that is what is to happen.
static enum fault next_fault(int allocates) {
  long number = atomic_fetch_add(&count, 1) + 1;
  if (fault_kind == NONE || number < fault_at || number >= fault_at + fault_span) return NONE;
  if (fault_kind == KILL) kill(getpid(), SIGKILL);
  if (fault_kind == FAIL && fault_code == ENOSPC && !allocates) return NONE;
  return fault_kind;
}

static void note(const char *name, const char *path, const char *other, long offset, const void *bytes, size_t length) {
  if (trace < 0) return;
  size_t room = strlen(path) + (other ? strlen(other) : 0) + 2 * length + 128;
  char *line = malloc(room);
  if (!line) return;
  int end = snprintf(line, room, "%s\t%s\t%s\t%ld\t", name, path, other ? other : "", offset);
  const unsigned char *content = bytes;
  for (size_t index = 0; index < length; index++) end += sprintf(line + end, "%02x", content[index]);
  line[end++] = '\n';
  real_write(trace, line, (size_t)end);
  free(line);
}

static void after(enum fault fault) {
  if (fault == KILLAFTER) kill(getpid(), SIGKILL);
}

// Operations are traced in the order of their effects.
static void lock_order(void) { if (trace >= 0) pthread_mutex_lock(&order); }
static void unlock_order(void) { if (trace >= 0) pthread_mutex_unlock(&order); }

static int open_file(const char *path, int flags, mode_t mode) {
  if (!is_ours(path)) return real_open(path, flags, mode);
  int writes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
  enum fault fault = writes ? next_fault(flags & O_CREAT) : NONE;
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  struct stat status;
  int is_new = (flags & O_CREAT) && stat(path, &status) != 0;
  int file = real_open(path, flags, mode);
  int code = errno;
  if (file >= 0 && file < MOST_FILES) {
    free(paths[file]);
    paths[file] = strdup(path);
    if (is_new) note("create", path, NULL, 0, NULL, 0);
  }
  unlock_order();
  after(fault);
  errno = code;
  return file;
}

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & O_CREAT) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & O_CREAT) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  return open_file(path, flags, mode);
}

static ssize_t write_file(int file, const void *bytes, size_t length, off_t offset, int at_offset) {
  const char *path = path_of(file);
  if (!path) return at_offset ? real_pwrite(file, bytes, length, offset) : real_write(file, bytes, length);
  enum fault fault = next_fault(1);
  if (fault == FAIL) { errno = fault_code; return -1; }
  size_t taken = (fault == SHORT || fault == KILLHALF) && length > 1 ? length / 2 : length;
  lock_order();
  long place = at_offset ? (long)offset : (long)lseek(file, 0, SEEK_CUR);
  ssize_t result = at_offset ? real_pwrite(file, bytes, taken, offset) : real_write(file, bytes, taken);
  int code = errno;
  if (result > 0) note("write", path, NULL, place, bytes, (size_t)result);
  unlock_order();
  if (fault == KILLHALF) kill(getpid(), SIGKILL);
  after(fault);
  errno = code;
  return result;
}

ssize_t write(int file, const void *bytes, size_t length) { return write_file(file, bytes, length, 0, 0); }
ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  return write_file(file, bytes, length, offset, 1);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
  return write_file(file, bytes, length, offset, 1);
}

static int synchronize(int file, int (*real)(int)) {
  const char *path = path_of(file);
  if (!path) return real(file);
  enum fault fault = next_fault(1);
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  int result = real(file);
  int code = errno;
  if (result == 0) note("sync", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int fsync(int file) { return synchronize(file, real_fsync); }
int fdatasync(int file) { return synchronize(file, real_fdatasync); }

int rename(const char *from, const char *to) {
  if (!is_ours(to)) return real_rename(from, to);
  enum fault fault = next_fault(1);
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  int result = real_rename(from, to);
  int code = errno;
  if (result == 0) note("rename", from, to, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int unlink(const char *path) {
  if (!is_ours(path)) return real_unlink(path);
  enum fault fault = next_fault(0);
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  int result = real_unlink(path);
  int code = errno;
  if (result == 0) note("unlink", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_ours(path)) return real_mkdir(path, mode);
  enum fault fault = next_fault(1);
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  int result = real_mkdir(path, mode);
  int code = errno;
  if (result == 0) note("mkdir", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

static int cut(int file, off_t length) {
  const char *path = path_of(file);
  if (!path) return real_ftruncate(file, length);
  enum fault fault = next_fault(1);
  if (fault == FAIL) { errno = fault_code; return -1; }
  lock_order();
  int result = real_ftruncate(file, length);
  int code = errno;
  if (result == 0) note("truncate", path, NULL, (long)length, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off_t length) { return cut(file, length); }

int close(int file) {
  if (file >= 0 && file < MOST_FILES) {
    free(paths[file]);
    paths[file] = NULL;
  }
  return real_close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  // Others may read the clock before `begin` is called.
  if (!real_clock_gettime) real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real_clock_gettime(clock, time);
  if (result != 0 || clock != CLOCK_REALTIME || !ticks) return result;
  long long now = time->tv_sec * 1000LL + time->tv_nsec / 1000000, last = atomic_load(&last_tick), tick;
  do tick = now > last ? now : last + 1;
  while (!atomic_compare_exchange_weak(&last_tick, &last, tick));
  time->tv_sec = tick / 1000;
  time->tv_nsec = tick % 1000 * 1000000;
  return 0;
}
