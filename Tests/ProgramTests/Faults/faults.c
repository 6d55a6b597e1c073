// Put before the C library (LD_PRELOAD), it makes the system as bad as it may be: calls that are interrupted, that take
// less than they were given, a disk that fills up, a clock that jumps. FAULTS names what shall go wrong.
// Neighbours: `FaultTests` builds and uses it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int asked(const char *word) {
  const char *faults = getenv("FAULTS");
  return faults != NULL && strstr(faults, word) != NULL;
}

// The same faults in every run.
static unsigned dice(void) {
  static atomic_uint state = 1;
  return (atomic_fetch_add(&state, 1) * 2654435761u) >> 16;
}

static size_t shortened(size_t count) {
  unsigned limit = dice() % 4 == 0 ? 3 : 5000;
  return count > limit ? 1 + dice() % limit : count;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  ssize_t (*next)(int, void *, size_t) = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
  if (asked("eintr") && dice() % 3 == 0) return errno = EINTR, -1;
  return next(descriptor, bytes, asked("short") ? shortened(count) : count);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  static atomic_long written;
  ssize_t (*next)(int, const void *, size_t) = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (asked("eintr") && dice() % 3 == 0) return errno = EINTR, -1;
  if (asked("short")) count = shortened(count);
  struct stat status;
  const char *room = getenv("ROOM");
  if (room != NULL && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    long left = atol(room) - atomic_load(&written);
    if (left <= 0) return errno = ENOSPC, -1;
    if ((long)count > left) count = (size_t)left;
    atomic_fetch_add(&written, (long)count);
  }
  return next(descriptor, bytes, count);
}

int fsync(int descriptor) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (asked("fsync")) return errno = EIO, -1;
  return next(descriptor);
}

int rename(const char *from, const char *to) {
  int (*next)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
  if (asked("rename")) return errno = EACCES, -1;
  return next(from, to);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int (*next)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int status = next(clock, now);
  // Years back and forth; the clock that only goes on is left alone, as the system promises.
  if (clock == CLOCK_REALTIME && asked("clock")) now->tv_sec += (time_t)(dice() % 7) * 100000000 - 300000000;
  return status;
}
