// Stands between a program and the calls by which it changes files and folders.
#include "Faults.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(const char *path, int flags, mode_t mode) {
  if (!is_ours(path)) return REAL(open)(path, flags, mode);
  int writes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
  // A file that is opened for both is a point of both sides.
  if ((flags & O_ACCMODE) != O_WRONLY && read_fails("open", path)) return -1;
  enum fault fault = writes ? write_fault("open", path, flags & O_CREAT) : NONE;
  if (fault == FAIL) return -1;
  lock_order();
  struct stat status;
  int is_new = (flags & O_CREAT) && REAL(stat)(path, &status) != 0;
  int file = REAL(open)(path, flags, mode);
  int code = errno;
  remember(file, path);
  if (file >= 0 && is_new) note_write("create", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return file;
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

// Of a whole path, it is `open`.
int openat(int folder, const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return is_ours(path) ? open_file(path, flags, mode) : REAL(openat)(folder, path, flags, mode);
}

static ssize_t write_file(int file, const void *bytes, size_t length, off_t offset, int at_offset) {
  const char *path = path_of(file);
  if (!path) return at_offset ? REAL(pwrite)(file, bytes, length, offset) : REAL(write)(file, bytes, length);
  enum fault fault = write_fault("write", path, 1);
  if (fault == FAIL) return -1;
  size_t taken = (fault == SHORT || fault == KILLHALF) && length > 1 ? length / 2 : length;
  lock_order();
  long place = at_offset ? (long)offset : (long)lseek(file, 0, SEEK_CUR);
  ssize_t result = at_offset ? REAL(pwrite)(file, bytes, taken, offset) : REAL(write)(file, bytes, taken);
  int code = errno;
  if (result > 0) note_write("write", path, NULL, place, bytes, (size_t)result);
  unlock_order();
  if (fault == KILLHALF) die();
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
  enum fault fault = write_fault("sync", path, 1);
  if (fault == FAIL) return -1;
  lock_order();
  int result = real(file);
  int code = errno;
  if (result == 0) note_write("sync", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int fsync(int file) { return synchronize(file, REAL(fsync)); }
int fdatasync(int file) { return synchronize(file, REAL(fdatasync)); }

int rename(const char *from, const char *to) {
  if (!is_ours(to)) return REAL(rename)(from, to);
  enum fault fault = write_fault("rename", to, 1);
  if (fault == FAIL) return -1;
  lock_order();
  int result = REAL(rename)(from, to);
  int code = errno;
  if (result == 0) note_write("rename", from, to, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int unlink(const char *path) {
  if (!is_ours(path)) return REAL(unlink)(path);
  enum fault fault = write_fault("unlink", path, 0);
  if (fault == FAIL) return -1;
  lock_order();
  int result = REAL(unlink)(path);
  int code = errno;
  if (result == 0) note_write("unlink", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_ours(path)) return REAL(mkdir)(path, mode);
  enum fault fault = write_fault("mkdir", path, 1);
  if (fault == FAIL) return -1;
  lock_order();
  int result = REAL(mkdir)(path, mode);
  int code = errno;
  if (result == 0) note_write("mkdir", path, NULL, 0, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

static int cut(int file, off_t length) {
  const char *path = path_of(file);
  if (!path) return REAL(ftruncate)(file, length);
  enum fault fault = write_fault("truncate", path, 1);
  if (fault == FAIL) return -1;
  lock_order();
  int result = REAL(ftruncate)(file, length);
  int code = errno;
  if (result == 0) note_write("truncate", path, NULL, (long)length, NULL, 0);
  unlock_order();
  after(fault);
  errno = code;
  return result;
}

int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off_t length) { return cut(file, length); }

int close(int file) {
  forget(file);
  return REAL(close)(file);
}
