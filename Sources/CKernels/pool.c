// A few threads that share the tasks of one kernel at a time.
// Neighbours: `loop.c` and `Engine/ThreadPool.swift` hand it tasks; results never depend on who ran which.
//
// A thread takes the next task when it has done one, so that a busy machine's late threads cost nothing: whoever is
// there does the work. The caller takes tasks from the front and the others from the back, so that from kernel to kernel a
// part of the data stays in the same core's cache. Between kernels threads stay awake for a fraction of a millisecond;
// then they sleep.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernels.h"

/// `STACK`: bytes for each thread. Kernels keep packed tiles there, and `ulimit -s`, from which the usual size comes, may
/// leave less than one of them needs.
enum { MAXIMUM = 64, SPINS = 2000, STACK = 4 << 20 };
/// Nanoseconds that a thread stays awake without a task: longer than a training loop takes from one plan to the next, for a
/// processor that has fallen asleep may need as long to wake.
enum { PATIENCE = 200000 };

typedef struct {
  ck_pool *pool;
  int32_t index;
} worker;

struct ck_pool {
  int32_t threads;
  ck_stop_fn stop;
  void *stop_context;
  void *scratch[MAXIMUM];
  size_t scratch_bytes[MAXIMUM];
  bool started, ending;
  pthread_t handles[MAXIMUM];
  worker workers[MAXIMUM];
  pthread_mutex_t lock;
  pthread_cond_t wake;
  /// Counts what sleeping threads are woken for.
  uint64_t calls;
  atomic_int sleeping;
  /// Set from the call that wakes until a thread is awake.
  atomic_bool waking;
  // The job: changed only while no task is left.
  ck_task_fn task;
  void *context;
  /// Tasks that nobody has taken: the first in the upper half, the one after the last in the lower.
  _Atomic uint64_t ticket;
  _Atomic int64_t done;
  atomic_bool stopped;
};

#define HALF 0xffffffffull

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

ck_pool *ck_pool_new(int32_t threads, ck_stop_fn stop, void *stop_context) {
  ck_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pool->threads = threads < 1 ? 1 : (threads > MAXIMUM ? MAXIMUM : threads);
  pool->stop = stop;
  pool->stop_context = stop_context;
  atomic_store(&pool->ticket, 0);
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->wake, NULL);
  return pool;
}

static void run_task(ck_pool *pool, int64_t task, int32_t index) {
  if (atomic_load_explicit(&pool->stopped, memory_order_relaxed)) return;
  if (pool->stop && pool->stop(pool->stop_context)) {
    atomic_store_explicit(&pool->stopped, true, memory_order_relaxed);
    return;
  }
  pool->task(pool->context, task, index);
}

// Takes tasks of the present job until there are none; true if it had any. A ticket says all there is to know: one that
// has come back to what a late thread saw is as good as then.
static bool take_tasks(ck_pool *pool, int32_t index) {
  bool any = false;
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  while (ticket >> 32 < (ticket & HALF)) {
    uint64_t rest = index == 0 ? ticket + (1ull << 32) : ticket - 1;
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, rest, memory_order_acq_rel, memory_order_acquire))
      continue;
    run_task(pool, (int64_t)(index == 0 ? ticket >> 32 : rest & HALF), index);
    atomic_fetch_add_explicit(&pool->done, 1, memory_order_release);
    any = true;
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
  return any;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void *run_worker(void *argument) {
  worker *self = argument;
  ck_pool *pool = self->pool;
  uint64_t seen = 0;
  for (;;) {
    for (int64_t start = now(); now() - start < PATIENCE;)
      for (int spins = 0; spins < 64; spins++) {
        if (take_tasks(pool, self->index)) start = now();
        relax();
      }
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->sleeping, 1);
    while (pool->calls == seen && !pool->ending) pthread_cond_wait(&pool->wake, &pool->lock);
    seen = pool->calls;
    atomic_fetch_sub(&pool->sleeping, 1);
    atomic_store(&pool->waking, false);
    bool ending = pool->ending;
    pthread_mutex_unlock(&pool->lock);
    if (ending) return NULL;
  }
}

static void start(ck_pool *pool) {
  pool->started = true;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  for (int32_t i = 1; i < pool->threads; i++) {
    pool->workers[i] = (worker){pool, i};
    if (pthread_create(&pool->handles[i], &attributes, run_worker, &pool->workers[i]) != 0) {
      pool->threads = i;
      break;
    }
  }
  pthread_attr_destroy(&attributes);
}

void ck_pool_rouse(ck_pool *pool) {
  if (pool->threads < 2) return;
  if (!pool->started) return start(pool);
  if (atomic_load_explicit(&pool->sleeping, memory_order_relaxed) == 0 || atomic_exchange(&pool->waking, true)) return;
  pthread_mutex_lock(&pool->lock);
  pool->calls++;
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->lock);
}

static void run_alone(ck_pool *pool, ck_task_fn task, void *context, int64_t count) {
  pool->task = task;
  pool->context = context;
  for (int64_t i = 0; i < count && !atomic_load_explicit(&pool->stopped, memory_order_relaxed); i++)
    run_task(pool, i, 0);
}

bool ck_pool_run(ck_pool *pool, ck_task_fn task, void *context, int64_t count, int32_t sharing) {
  atomic_store_explicit(&pool->stopped, false, memory_order_relaxed);
  if (sharing == CK_ALONE || count < 2 || pool->threads < 2 || count > (int64_t)HALF) {
    run_alone(pool, task, context, count);
    return !atomic_load_explicit(&pool->stopped, memory_order_relaxed);
  }
  pool->task = task;
  pool->context = context;
  atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->ticket, (uint64_t)count, memory_order_release);
  if (sharing == CK_ROUSING) ck_pool_rouse(pool);
  take_tasks(pool, 0);
  // What others have taken they finish; each task is short.
  for (int spins = 0; atomic_load_explicit(&pool->done, memory_order_acquire) < count; spins++)
    if (spins < SPINS) relax();
    else sched_yield();
  return !atomic_load_explicit(&pool->stopped, memory_order_relaxed);
}

void ck_pool_free(ck_pool *pool) {
  if (!pool) return;
  pthread_mutex_lock(&pool->lock);
  pool->ending = true;
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->lock);
  for (int32_t i = 1; pool->started && i < pool->threads; i++) pthread_join(pool->handles[i], NULL);
  for (int32_t i = 0; i < MAXIMUM; i++) free(pool->scratch[i]);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->lock);
  free(pool);
}

int32_t ck_pool_threads(const ck_pool *pool) { return pool->threads; }
bool ck_pool_started(const ck_pool *pool) { return pool->started; }
bool ck_pool_stopped(const ck_pool *pool) { return pool->stop && pool->stop(pool->stop_context); }

void *ck_pool_scratch(ck_pool *pool, int32_t index, size_t bytes) {
  if (index < 0 || index >= MAXIMUM) return NULL;
  if (pool->scratch_bytes[index] < bytes) {
    size_t size = (bytes + 4095) & ~(size_t)4095;
    free(pool->scratch[index]);
    pool->scratch[index] = aligned_alloc(64, size);
    pool->scratch_bytes[index] = pool->scratch[index] ? size : 0;
  }
  return pool->scratch[index];
}

bool ck_pool_reserve(ck_pool *pool, size_t bytes) {
  for (int32_t i = 0; i < pool->threads; i++)
    if (!ck_pool_scratch(pool, i, bytes)) return false;
  return true;
}
