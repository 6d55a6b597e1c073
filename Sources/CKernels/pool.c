// A few threads that sleep until a loop is large enough to share.
// Neighbours: `loop.c` and `Engine/ThreadPool.swift` hand it tasks; results never depend on who ran which.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { MAXIMUM = 64 };

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
  pthread_cond_t wake, done;
  uint64_t round;
  int32_t running;
  ck_task_fn task;
  void *context;
  int64_t count;
  atomic_bool stopped;
};

ck_pool *ck_pool_new(int32_t threads, ck_stop_fn stop, void *stop_context) {
  ck_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pool->threads = threads < 1 ? 1 : (threads > MAXIMUM ? MAXIMUM : threads);
  pool->stop = stop;
  pool->stop_context = stop_context;
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pthread_cond_init(&pool->done, NULL);
  return pool;
}

// The part of the tasks that falls to a worker, fixed by its number.
static void run_share(ck_pool *pool, int32_t index, int32_t workers) {
  int64_t first = pool->count * index / workers, last = pool->count * (index + 1) / workers;
  for (int64_t task = first; task < last; task++) {
    if (atomic_load_explicit(&pool->stopped, memory_order_relaxed)) return;
    if (pool->stop && pool->stop(pool->stop_context)) {
      atomic_store_explicit(&pool->stopped, true, memory_order_relaxed);
      return;
    }
    pool->task(pool->context, task, index);
  }
}

static void *run_worker(void *argument) {
  worker *self = argument;
  ck_pool *pool = self->pool;
  uint64_t seen = 0;
  pthread_mutex_lock(&pool->lock);
  for (;;) {
    while (pool->round == seen && !pool->ending) pthread_cond_wait(&pool->wake, &pool->lock);
    if (pool->ending) break;
    seen = pool->round;
    pthread_mutex_unlock(&pool->lock);
    run_share(pool, self->index, pool->threads);
    pthread_mutex_lock(&pool->lock);
    if (--pool->running == 0) pthread_cond_signal(&pool->done);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

static void start(ck_pool *pool) {
  pool->started = true;
  for (int32_t i = 1; i < pool->threads; i++) {
    pool->workers[i] = (worker){pool, i};
    if (pthread_create(&pool->handles[i], NULL, run_worker, &pool->workers[i]) != 0) {
      pool->threads = i;
      break;
    }
  }
}

bool ck_pool_run(ck_pool *pool, ck_task_fn task, void *context, int64_t count, bool parallel) {
  pool->task = task;
  pool->context = context;
  pool->count = count;
  atomic_store_explicit(&pool->stopped, false, memory_order_relaxed);
  if (!parallel || count < 2 || pool->threads < 2) {
    run_share(pool, 0, 1);
  } else {
    pthread_mutex_lock(&pool->lock);
    if (!pool->started) start(pool);
    pool->running = pool->threads - 1;
    pool->round++;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    run_share(pool, 0, pool->threads);
    pthread_mutex_lock(&pool->lock);
    while (pool->running > 0) pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
  }
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
  pthread_cond_destroy(&pool->done);
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
