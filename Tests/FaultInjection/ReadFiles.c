// Stands between a program and the calls by which it reads files and folders; `open` is in WrittenFiles.c. These are the
// calls that Marquee and SQLite make of glibc 2.36, and those beside them that a change might make: `nm -D` tells.
#include "Faults.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Folders that are being listed.
enum { MOST_FOLDERS = 256 };
static struct { DIR *stream; char *path; } folders[MOST_FOLDERS];
static pthread_mutex_t folders_lock = PTHREAD_MUTEX_INITIALIZER;

// Puts `path` in the place of `stream`, or of none where that is NULL.
static void keep_folder(DIR *stream, DIR *new_stream, const char *path) {
  pthread_mutex_lock(&folders_lock);
  for (int index = 0; index < MOST_FOLDERS; index++) {
    if (folders[index].stream != stream) continue;
    free(folders[index].path);
    folders[index].stream = new_stream;
    folders[index].path = path ? strdup(path) : NULL;
    break;
  }
  pthread_mutex_unlock(&folders_lock);
}

// The path stays until the stream is closed, which its user does last.
static const char *path_of_folder(DIR *stream) {
  const char *path = NULL;
  pthread_mutex_lock(&folders_lock);
  for (int index = 0; index < MOST_FOLDERS && !path; index++) {
    if (folders[index].stream == stream) path = folders[index].path;
  }
  pthread_mutex_unlock(&folders_lock);
  return path;
}

DIR *opendir(const char *path) {
  if (is_ours(path) && read_fails("opendir", path)) return NULL;
  DIR *stream = REAL(opendir)(path);
  if (stream && is_ours(path)) keep_folder(NULL, stream, path);
  return stream;
}

DIR *fdopendir(int file) {
  const char *path = path_of(file);
  if (path && read_fails("opendir", path)) return NULL;
  DIR *stream = REAL(fdopendir)(file);
  if (stream && path) keep_folder(NULL, stream, path);
  return stream;
}

int closedir(DIR *stream) {
  if (path_of_folder(stream)) {
    forget(dirfd(stream));
    keep_folder(stream, NULL, NULL);
  }
  return REAL(closedir)(stream);
}

// As glibc does where getdents64(2) fails: NULL, and errno tells that this is not the end.
static int listing_fails(DIR *stream) {
  const char *path = path_of_folder(stream);
  return path && read_fails("readdir", path);
}

struct dirent *readdir(DIR *stream) { return listing_fails(stream) ? NULL : REAL(readdir)(stream); }
struct dirent64 *readdir64(DIR *stream) { return listing_fails(stream) ? NULL : REAL(readdir64)(stream); }

static int file_fails(const char *call, int file) {
  const char *path = path_of(file);
  return path && read_fails(call, path);
}

static int path_fails(const char *call, const char *path) { return is_ours(path) && read_fails(call, path); }

ssize_t read(int file, void *bytes, size_t length) {
  return file_fails("read", file) ? -1 : REAL(read)(file, bytes, length);
}

ssize_t pread(int file, void *bytes, size_t length, off_t offset) {
  return file_fails("pread", file) ? -1 : REAL(pread)(file, bytes, length, offset);
}

ssize_t pread64(int file, void *bytes, size_t length, off64_t offset) {
  return file_fails("pread", file) ? -1 : REAL(pread64)(file, bytes, length, offset);
}

int fstat(int file, struct stat *status) { return file_fails("fstat", file) ? -1 : REAL(fstat)(file, status); }
int fstat64(int file, struct stat64 *status) { return file_fails("fstat", file) ? -1 : REAL(fstat64)(file, status); }

int lstat(const char *path, struct stat *status) {
  return path_fails("lstat", path) ? -1 : REAL(lstat)(path, status);
}

int lstat64(const char *path, struct stat64 *status) {
  return path_fails("lstat", path) ? -1 : REAL(lstat64)(path, status);
}

int stat(const char *path, struct stat *status) { return path_fails("stat", path) ? -1 : REAL(stat)(path, status); }

int stat64(const char *path, struct stat64 *status) {
  return path_fails("stat", path) ? -1 : REAL(stat64)(path, status);
}

static const char *looking(int flags) { return flags & AT_SYMLINK_NOFOLLOW ? "lstat" : "stat"; }

int fstatat(int folder, const char *path, struct stat *status, int flags) {
  return path_fails(looking(flags), path) ? -1 : REAL(fstatat)(folder, path, status, flags);
}

int fstatat64(int folder, const char *path, struct stat64 *status, int flags) {
  return path_fails(looking(flags), path) ? -1 : REAL(fstatat64)(folder, path, status, flags);
}

int statx(int folder, const char *path, int flags, unsigned mask, struct statx *status) {
  return path_fails(looking(flags), path) ? -1 : REAL(statx)(folder, path, flags, mask, status);
}

int access(const char *path, int mode) { return path_fails("access", path) ? -1 : REAL(access)(path, mode); }

int faccessat(int folder, const char *path, int mode, int flags) {
  return path_fails("access", path) ? -1 : REAL(faccessat)(folder, path, mode, flags);
}

ssize_t readlink(const char *path, char *target, size_t room) {
  return path_fails("readlink", path) ? -1 : REAL(readlink)(path, target, room);
}

void *mmap(void *place, size_t length, int protection, int flags, int file, off_t offset) {
  return file_fails("mmap", file) ? MAP_FAILED : REAL(mmap)(place, length, protection, flags, file, offset);
}

void *mmap64(void *place, size_t length, int protection, int flags, int file, off64_t offset) {
  return file_fails("mmap", file) ? MAP_FAILED : REAL(mmap64)(place, length, protection, flags, file, offset);
}

int flock(int file, int operation) { return file_fails("flock", file) ? -1 : REAL(flock)(file, operation); }

// Of fcntl, what locks.
static const char *locking(int command, const struct flock *lock) {
  switch (command) {
  case F_GETLK: case F_OFD_GETLK: return "getlock";
  case F_SETLK: case F_SETLKW: case F_OFD_SETLK: case F_OFD_SETLKW:
    return lock->l_type == F_UNLCK ? "unlock" : "lock";
  default: return NULL;
  }
}

static int control(int file, int command, void *argument, int (*real)(int, int, ...)) {
  const char *call = path_of(file) ? locking(command, argument) : NULL;
  return call && file_fails(call, file) ? -1 : real(file, command, argument);
}

int fcntl(int file, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return control(file, command, argument, REAL(fcntl));
}

int fcntl64(int file, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return control(file, command, argument, REAL(fcntl64));
}
