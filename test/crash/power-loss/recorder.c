/*
 * Loaded before libc (LD_PRELOAD): writes down, in one order over all threads, what a process asks of the disk inside
 * POWER_ROOT, into POWER_LOG. SQLite's calls pass here too. `recording.ts` reads the log.
 *
 * A record: u32 kind, u32 length of the text, u64 handle, u64 position, u64 length of the data, text, data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN = 1, CREATE, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, UNLINK, LINK, MAKE_FOLDER };
enum { MAX_FILES = 65536 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static const char *root;
static size_t root_length;
static uint64_t last_handle;
/* 0: not ours. Folders have a path, since what is synced of them is their names. */
static uint64_t handles[MAX_FILES];
static char *folders[MAX_FILES];
static int appends[MAX_FILES];
static ino_t inodes[MAX_FILES];
static dev_t devices[MAX_FILES];

/*
 * A child between fork and exec has our memory and none of our threads: a lock that one of them held then is never given
 * back, and the parent, which waits for the exec, hangs with it. Such a child is alone and writes nothing down.
 */
static pid_t owner;
static int is_child(void) { return getpid() != owner; }
static void take(void) { if (!is_child()) pthread_mutex_lock(&lock); }
static void give(void) { if (!is_child()) pthread_mutex_unlock(&lock); }

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  owner = getpid();
  root = getenv("POWER_ROOT");
  const char *log = getenv("POWER_LOG");
  if (root == NULL || log == NULL) return;
  root_length = strlen(root);
  log_file = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
  return log_file >= 0 && path != NULL && strncmp(path, root, root_length) == 0 && path[root_length] == '/';
}
/* libuv closes some files by a bare system call, which does not pass here: the number may be another file's by now. */
static int is_open(int fd) {
  if (log_file < 0 || fd < 0 || fd >= MAX_FILES || handles[fd] == 0) return 0;
  struct stat facts;
  return fstat(fd, &facts) == 0 && facts.st_ino == inodes[fd] && facts.st_dev == devices[fd];
}

/* The log is the only witness: half of a record would be worse than none. */
static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t done = REAL(write)(log_file, at, length);
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void record(enum kind kind, uint64_t handle, uint64_t position, const char *text, const void *data, uint64_t length) {
  struct { uint32_t kind, text; uint64_t handle, position, data; } head = {
    kind, text == NULL ? 0 : (uint32_t)strlen(text), handle, position, length };
  put(&head, sizeof head);
  if (head.text > 0) put(text, head.text);
  if (length > 0) put(data, length);
}

static void record_vector(uint64_t handle, uint64_t position, const struct iovec *buffers, int count, ssize_t written) {
  size_t left = (size_t)written;
  for (int i = 0; i < count && left > 0; i += 1) {
    size_t part = buffers[i].iov_len < left ? buffers[i].iov_len : left;
    record(WRITE, handle, position, NULL, buffers[i].iov_base, part);
    position += part;
    left -= part;
  }
}

static int opened(int fd, const char *path, int flags, int existed) {
  if (fd < 0 || fd >= MAX_FILES) return fd;
  handles[fd] = 0;
  if (!is_ours(path)) return fd;
  struct stat facts;
  if (fstat(fd, &facts) != 0) return fd;
  handles[fd] = ++last_handle;
  inodes[fd] = facts.st_ino;
  devices[fd] = facts.st_dev;
  appends[fd] = (flags & O_APPEND) != 0;
  free(folders[fd]);
  folders[fd] = S_ISDIR(facts.st_mode) ? strdup(path) : NULL;
  if (folders[fd] == NULL) record(existed ? OPEN : CREATE, handles[fd], 0, path, NULL, 0);
  if (existed && (flags & O_TRUNC) != 0) record(TRUNCATE, handles[fd], 0, NULL, NULL, 0);
  return fd;
}

static int open_recorded(const char *path, int flags, mode_t mode) {
  take();
  int existed = access(path, F_OK) == 0;
  int fd = opened(REAL(open)(path, flags, mode), path, flags, existed);
  int error = errno;
  give();
  errno = error;
  return fd;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return open_recorded(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_recorded(path, flags, mode); }
int openat(int at, const char *path, int flags, ...) {
  MODE(flags)
  return path[0] == '/' ? open_recorded(path, flags, mode) : REAL(openat)(at, path, flags, mode);
}

int close(int fd) {
  take();
  if (fd >= 0 && fd < MAX_FILES && fd != log_file) handles[fd] = 0;
  int result = REAL(close)(fd);
  int error = errno;
  give();
  errno = error;
  return result;
}

#define RECORDED(type, call, after) \
  take(); \
  type result = call; \
  int error = errno; \
  if (result >= 0) { after; } \
  give(); \
  errno = error; \
  return result;

static uint64_t place(int fd) {
  struct stat facts;
  if (appends[fd]) return fstat(fd, &facts) == 0 ? (uint64_t)facts.st_size : 0;
  return (uint64_t)lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t length) {
  if (!is_open(fd)) return REAL(write)(fd, data, length);
  uint64_t at = place(fd);
  RECORDED(ssize_t, REAL(write)(fd, data, length), record(WRITE, handles[fd], at, NULL, data, (uint64_t)result))
}
ssize_t writev(int fd, const struct iovec *buffers, int count) {
  if (!is_open(fd)) return REAL(writev)(fd, buffers, count);
  uint64_t at = place(fd);
  RECORDED(ssize_t, REAL(writev)(fd, buffers, count), record_vector(handles[fd], at, buffers, count, result))
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) {
  if (!is_open(fd)) return REAL(pwrite)(fd, data, length, at);
  RECORDED(ssize_t, REAL(pwrite)(fd, data, length, at), record(WRITE, handles[fd], (uint64_t)at, NULL, data, (uint64_t)result))
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return pwrite(fd, data, length, at); }
ssize_t pwritev(int fd, const struct iovec *buffers, int count, off_t at) {
  if (!is_open(fd)) return REAL(pwritev)(fd, buffers, count, at);
  RECORDED(ssize_t, REAL(pwritev)(fd, buffers, count, at), record_vector(handles[fd], (uint64_t)at, buffers, count, result))
}
ssize_t pwritev64(int fd, const struct iovec *buffers, int count, off64_t at) { return pwritev(fd, buffers, count, at); }

static void synced(int fd) {
  if (folders[fd] != NULL) record(SYNC_FOLDER, handles[fd], 0, folders[fd], NULL, 0);
  else record(SYNC, handles[fd], 0, NULL, NULL, 0);
}
/* What is written while the sync runs is not covered by it: the lock keeps such a write behind the record. */
int fsync(int fd) {
  if (!is_open(fd)) return REAL(fsync)(fd);
  RECORDED(int, REAL(fsync)(fd), synced(fd))
}
int fdatasync(int fd) {
  if (!is_open(fd)) return REAL(fdatasync)(fd);
  RECORDED(int, REAL(fdatasync)(fd), synced(fd))
}
int ftruncate(int fd, off_t size) {
  if (!is_open(fd)) return REAL(ftruncate)(fd, size);
  RECORDED(int, REAL(ftruncate)(fd, size), record(TRUNCATE, handles[fd], (uint64_t)size, NULL, NULL, 0))
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

int rename(const char *from, const char *to) {
  if (!is_ours(from)) return REAL(rename)(from, to);
  RECORDED(int, REAL(rename)(from, to), record(RENAME, 0, 0, from, to, strlen(to)))
}
int link(const char *from, const char *to) {
  if (!is_ours(to)) return REAL(link)(from, to);
  RECORDED(int, REAL(link)(from, to), record(LINK, 0, 0, from, to, strlen(to)))
}
int unlink(const char *path) {
  if (!is_ours(path)) return REAL(unlink)(path);
  RECORDED(int, REAL(unlink)(path), record(UNLINK, 0, 0, path, NULL, 0))
}
int mkdir(const char *path, mode_t mode) {
  if (!is_ours(path)) return REAL(mkdir)(path, mode);
  RECORDED(int, REAL(mkdir)(path, mode), record(MAKE_FOLDER, 0, 0, path, NULL, 0))
}
