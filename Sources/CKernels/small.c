// Plans whose steps are all small, over and over: between two of them nothing happens but what is here.
// Neighbours: `loop.c` and `gemm.c` have the steps; `Engine+Cycle` comes here for loops over a few numbers.
#include "loop.h"

/// Passes between two looks at whether to stop: some microseconds.
enum { UNWATCHED = 64 };

/// A step whose addresses are known, those of even passes or of odd ones.
typedef struct {
  ck_bound_loop loop;
  const ck_small_step *step;
  void *to;
  const void *a, *b;
} bound_step;

static void bind(bound_step *bound, const ck_small_step *step, void *const *slots) {
  bound->step = step;
  if (step->loop) {
    ck_bind_small(&bound->loop, step->loop, slots);
    return;
  }
  int64_t size = step->is_double ? 8 : 4;
  bound->to = slots[step->to];
  bound->a = (const char *)slots[step->a] + step->a_offset * size;
  bound->b = (const char *)slots[step->b] + step->b_offset * size;
}

static int32_t make(bound_step *bound) {
  const ck_small_step *s = bound->step;
  if (s->loop) return ck_run_bound(&bound->loop);
  if (s->is_double)
    ck_gemm_f64(bound->to, s->n, bound->a, s->a_row, s->a_column, bound->b, s->b_row, s->b_column, s->m, s->n, s->k, false);
  else
    ck_gemm_f32(bound->to, s->n, bound->a, s->a_row, s->a_column, bound->b, s->b_row, s->b_column, s->m, s->n, s->k, false);
  return 0;
}

int32_t ck_small_run(const ck_small_cycle *cycle, void **slots, int64_t passes, ck_pool *pool, int32_t *failed) {
  int32_t count = cycle->step_count;
  bound_step *steps = ck_pool_scratch(pool, 0, 2 * (size_t)count * sizeof(bound_step));
  if (!steps) return -2;
  for (int32_t odd = 0; odd < 2; odd++) {
    void *const *from = cycle->sets[odd], *const *to = cycle->sets[1 - odd];
    for (int32_t i = 0; i < cycle->feed_count; i++) slots[cycle->feeds[i].slot] = from[cycle->feeds[i].place];
    for (int32_t i = 0; i < cycle->root_count; i++) slots[cycle->roots[i].slot] = to[cycle->roots[i].place];
    for (int32_t i = 0; i < count; i++) bind(&steps[odd * count + i], &cycle->steps[i], slots);
  }
  for (int64_t pass = 0; pass < passes; pass++) {
    if (pass % UNWATCHED == 0 && ck_pool_stopped(pool)) return -1;
    bound_step *own = steps + pass % 2 * count;
    for (int32_t i = 0; i < count; i++) {
      int32_t overflow = make(&own[i]);
      if (overflow == 0) continue;
      *failed = i;
      return overflow;
    }
  }
  return 0;
}
