// The wall clock, which never says the same millisecond twice where MARQUEE_FAULT_CLOCK is 1.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static atomic_llong last_tick;

int clock_gettime(clockid_t clock, struct timespec *time) {
  // Others may read the clock before constructors are called.
  if (!real_clock_gettime) real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real_clock_gettime(clock, time);
  if (result != 0 || clock != CLOCK_REALTIME) return result;
  const char *ticks = getenv("MARQUEE_FAULT_CLOCK");
  if (!ticks || *ticks != '1') return result;
  long long now = time->tv_sec * 1000LL + time->tv_nsec / 1000000, last = atomic_load(&last_tick), tick;
  do tick = now > last ? now : last + 1;
  while (!atomic_compare_exchange_weak(&last_tick, &last, tick));
  time->tv_sec = tick / 1000;
  time->tv_nsec = tick % 1000 * 1000000;
  return 0;
}
