// The block machine: a fused loop runs its program over blocks that stay in the first-level cache.
// Neighbours: `elementwise.inc` has one function an instruction, `reduce.c` combines what sinks receive.
#include "loop.h"
#include "shortrows.h"

#include <stdatomic.h>
#include <string.h>

enum { PREPARED_WORKERS = 64 };

typedef struct {
  const ck_loop *loop;
  void *const *slots;
  ck_pool *pool;
  const ck_kernel (*kernels)[CK_DTYPES];
  ck_partition partition;
  void *partials;
  int64_t splat;
  /// Elements of a task, if there are no reductions.
  int64_t task;
  /// Whether operands are likely to lie beyond the caches.
  bool is_large;
  /// Whether a task's partial results are whole rows, and nothing is left to be combined.
  bool has_whole_rows;
  _Atomic int32_t overflow;
  /// Whether a worker has filled its registers that do not change; those of more workers are filled for each task.
  bool is_prepared[PREPARED_WORKERS];
} run;

// MARK: Operands

// Fills `to` with n copies of one element.
static void splat(void *to, const void *from, int64_t n, int32_t size) {
  if (size == 4) {
    uint32_t x, *d = to;
    memcpy(&x, from, 4);
    for (int64_t i = 0; i < n; i++) d[i] = x;
  } else if (size == 8) {
    uint64_t x, *d = to;
    memcpy(&x, from, 8);
    for (int64_t i = 0; i < n; i++) d[i] = x;
  } else {
    memset(to, *(const uint8_t *)from, (size_t)n);
  }
}

// `rows` rows of n elements: from `at` on, `stride` apart in a row, `up` from row to row.
static void load_rows(
    char *to, const char *base, int64_t at, int64_t stride, int64_t up, int64_t rows, int64_t n, int32_t size) {
  if (stride == 1 && up == n) {
    memcpy(to, base + at * size, (size_t)(rows * n * size));
  } else if (size == 4 && stride == 1 && n <= SHORT_ROW) {
    copy_short_rows((uint32_t *)to, n, (const uint32_t *)base + at, up, rows, n);
  } else if (size == 4 && stride == 0 && n <= SHORT_ROW) {
    for (; rows > 0; rows--, at += up, to += n * 4) splat_short((uint32_t *)to, ((const uint32_t *)base)[at], n);
  } else {
    for (; rows > 0; rows--, at += up, to += n * size) {
      if (stride == 1) {
        memcpy(to, base + at * size, (size_t)(n * size));
      } else if (stride == 0) {
        splat(to, base + at * size, n, size);
      } else if (size == 4) {
        const uint32_t *s = (const uint32_t *)base + at;
        for (int64_t i = 0; i < n; i++) ((uint32_t *)to)[i] = s[i * stride];
      } else if (size == 8) {
        const uint64_t *s = (const uint64_t *)base + at;
        for (int64_t i = 0; i < n; i++) ((uint64_t *)to)[i] = s[i * stride];
      } else {
        const uint8_t *s = (const uint8_t *)base + at;
        for (int64_t i = 0; i < n; i++) to[i] = (char)s[i * stride];
      }
    }
  }
}

static void count_rows(int32_t *to, int64_t at, int64_t stride, int64_t up, int64_t rows, int64_t n) {
  for (; rows > 0; rows--, at += up, to += n)
    for (int64_t i = 0; i < n; i++) to[i] = (int32_t)(at + i * stride);
}

// Reads the elements first..<first+n of the iteration through a view: whole rows together where there are any.
static void load(const ck_loop *loop, const ck_input *in, const char *base, int64_t first, int64_t n, char *to) {
  int32_t last = loop->rank - 1, size = ck_sizes[in->dtype];
  int64_t width = loop->dims[last], stride = in->stride[last], up = last > 0 ? in->stride[last - 1] : 0;
  int64_t index[CK_MAX_RANK], at = in->offset, rest = first;
  for (int32_t axis = last; axis >= 0; axis--) {
    index[axis] = rest % loop->dims[axis];
    rest /= loop->dims[axis];
    at += index[axis] * in->stride[axis];
  }
  while (n > 0) {
    bool whole = last > 0 && index[last] == 0 && n >= width;
    int64_t rows = 1, count = width - index[last];
    if (whole) {
      rows = loop->dims[last - 1] - index[last - 1];
      if (rows * width > n) rows = n / width;
    } else if (count > n) {
      count = n;
    }
    if (in->kind == CK_IOTA) {
      count_rows((int32_t *)to, at, stride, up, rows, count);
    } else {
      load_rows(to, base, at, stride, up, rows, count, size);
    }
    to += rows * count * size;
    n -= rows * count;
    int32_t axis = whole ? last - 1 : last;
    index[axis] += whole ? rows : count;
    at += whole ? rows * up : count * stride;
    for (; axis > 0 && index[axis] == loop->dims[axis]; axis--) {
      at += in->stride[axis - 1] - loop->dims[axis] * in->stride[axis];
      index[axis] = 0;
      index[axis - 1]++;
    }
  }
}

// MARK: Blocks

// Registers of this worker: scratch memory for whatever is not read or written in place.
static void prepare(run *r, char *scratch, void **registers) {
  const ck_loop *loop = r->loop;
  int32_t next = 0;
  for (int32_t i = 0; i < loop->input_count; i++) {
    const ck_input *in = &loop->inputs[i];
    if (in->kind == CK_CONTIGUOUS) continue;
    registers[i] = scratch + (size_t)loop->register_bytes * (size_t)next++;
    if (in->kind != CK_INVARIANT) continue;
    splat(registers[i], (const char *)r->slots[in->slot] + in->offset * ck_sizes[in->dtype], r->splat, ck_sizes[in->dtype]);
  }
  int32_t first = loop->input_count + loop->output_count;
  for (int32_t i = 0; i < loop->temp_count; i++)
    registers[first + i] = scratch + (size_t)loop->register_bytes * (size_t)next++;
}

static void note_overflow(run *r, int32_t place) {
  int32_t known = atomic_load_explicit(&r->overflow, memory_order_relaxed);
  while ((known == 0 || place < known) &&
         !atomic_compare_exchange_weak_explicit(&r->overflow, &known, place, memory_order_relaxed,
                                                memory_order_relaxed)) {
  }
}

// Asks for a part of an array's block: `from` to `to` of so many parts.
static inline void ask(const void *slot, int64_t first, int64_t size, int64_t from, int64_t to, int64_t parts) {
  int64_t lines = CK_BLOCK * size / 64;
  const char *at = (const char *)slot + first * size;
  for (int64_t line = lines * from / parts; line < lines * to / parts; line++) __builtin_prefetch(at + line * 64);
}

// Asks for the next block's operands and results while this one is computed, a part before each instruction: between blocks
// the memory would have nothing to do, and of many requests at once the last ones wait.
static void prefetch(const run *r, int64_t first, int64_t from, int64_t to, int64_t parts) {
  const ck_loop *loop = r->loop;
  for (int32_t i = 0; i < loop->input_count; i++) {
    const ck_input *in = &loop->inputs[i];
    if (in->kind == CK_CONTIGUOUS) ask(r->slots[in->slot], in->offset + first, ck_sizes[in->dtype], from, to, parts);
  }
  for (int32_t i = 0; i < loop->output_count; i++) {
    const ck_output *out = &loop->outputs[i];
    ask(r->slots[out->slot], first, ck_sizes[out->dtype], from, to, parts);
  }
}

/// Machine code for several instructions, as `native.c` writes it.
typedef void (*native_run)(void *const *registers, int64_t n);

// The program over n elements; what `ahead` needs from `next` on is asked for meanwhile.
// Gives the place of the first instruction that overflowed, from 1 on, or 0.
static inline int32_t make(
    const ck_loop *loop, const ck_kernel (*kernels)[CK_DTYPES], void **registers, int64_t n, const run *ahead, int64_t next) {
  int32_t overflow = 0;
  for (int32_t i = 0; i < loop->instr_count; i++) {
    const ck_instr *in = &loop->instrs[i];
    bool is_native = in->native_length > 0 && loop->native;
    int32_t length = is_native ? in->native_length : 1;
    if (ahead) prefetch(ahead, next, i, i + length, loop->instr_count);
    if (is_native) {
      ((native_run)((uintptr_t)loop->native + in->native_start))(registers, n);
      i += length - 1;
      continue;
    }
    bool bad = kernels[in->op][in->dtype](registers[in->d], registers[in->a], registers[in->b], registers[in->c], n);
    if (bad && in->checked && overflow == 0) overflow = i + 1;
  }
  return overflow;
}

static void run_block(run *r, void **registers, int64_t first, int64_t n) {
  const ck_loop *loop = r->loop;
  for (int32_t i = 0; i < loop->input_count; i++) {
    const ck_input *in = &loop->inputs[i];
    if (in->kind == CK_CONTIGUOUS) {
      registers[i] = (char *)r->slots[in->slot] + (in->offset + first) * ck_sizes[in->dtype];
    } else if (in->kind != CK_INVARIANT) {
      load(loop, in, in->kind == CK_IOTA ? NULL : r->slots[in->slot], first, n, registers[i]);
    }
  }
  for (int32_t i = 0; i < loop->output_count; i++) {
    const ck_output *out = &loop->outputs[i];
    registers[loop->input_count + i] = (char *)r->slots[out->slot] + first * ck_sizes[out->dtype];
  }
  bool looks_ahead = r->is_large && first + 2 * CK_BLOCK <= loop->total;
  int32_t overflow = make(loop, r->kernels, registers, n, looks_ahead ? r : NULL, first + CK_BLOCK);
  if (overflow != 0) note_overflow(r, overflow);
}

// Where the partial results of a sink begin among those from `partials` on.
static char *partials_of(const run *r, void *partials, int32_t sink) {
  return (char *)partials + (size_t)sink * (size_t)r->partition.partials * 8;
}

static void run_task(void *context, int64_t task, int32_t worker) {
  run *r = context;
  const ck_loop *loop = r->loop;
  char *scratch = ck_pool_scratch(r->pool, worker, 0);
  size_t table = ((size_t)(loop->input_count + loop->output_count + loop->temp_count) * sizeof(void *) + 63) & ~63ul;
  void **registers = (void **)scratch;
  if (worker >= PREPARED_WORKERS || !r->is_prepared[worker]) prepare(r, scratch + table, registers);
  if (worker < PREPARED_WORKERS) r->is_prepared[worker] = true;
  if (loop->sink_count == 0) {
    int64_t first = task * r->task, end = first + r->task < loop->total ? first + r->task : loop->total;
    for (; first < end; first += CK_BLOCK)
      run_block(r, registers, first, end - first < CK_BLOCK ? end - first : CK_BLOCK);
    return;
  }
  ck_span span = ck_task_span(&r->partition, loop, task);
  int64_t offset = ck_task_offset(&r->partition, loop, task);
  char *partials = (char *)r->partials + offset * 8;
  for (int32_t s = 0; s < loop->sink_count; s++)
    ck_sink_start(&loop->sinks[s], partials_of(r, partials, s), span.partials);
  for (ck_block b = ck_first_block(&span); b.n > 0; b = ck_next_block(&span, b)) {
    run_block(r, registers, b.first, b.n);
    for (int32_t s = 0; s < loop->sink_count; s++) {
      const ck_sink *sink = &loop->sinks[s];
      ck_sink_add(sink, registers[sink->reg], partials_of(r, partials, s), &span, b);
    }
  }
  for (int32_t s = 0; r->has_whole_rows && s < loop->sink_count; s++) {
    const ck_sink *sink = &loop->sinks[s];
    if (ck_sink_put_rows(sink, r->slots[sink->slot], offset, partials_of(r, partials, s), span.partials))
      note_overflow(r, loop->instr_count + s + 1);
  }
}

// MARK: Small loops

bool ck_loop_is_small(const ck_loop *loop) {
  return loop->total <= CK_SMALL_TOTAL && loop->sink_count == 0 &&
         loop->input_count + loop->output_count + loop->temp_count <= CK_SMALL_REGISTERS;
}

void ck_bind_small(ck_bound_loop *bound, const ck_loop *loop, void *const *slots) {
  bound->loop = loop;
  int32_t count = loop->input_count + loop->output_count + loop->temp_count;
  for (int32_t i = 0; i < count; i++) bound->registers[i] = bound->scratch[i];
  for (int32_t i = 0; i < loop->input_count; i++) {
    const ck_input *in = &loop->inputs[i];
    char *base = in->kind == CK_IOTA ? NULL : slots[in->slot];
    bound->from[i] = base;
    if (in->kind == CK_CONTIGUOUS) bound->registers[i] = base + in->offset * ck_sizes[in->dtype];
    else if (in->kind == CK_INVARIANT) bound->from[i] = base + in->offset * ck_sizes[in->dtype];
  }
  for (int32_t i = 0; i < loop->output_count; i++) bound->registers[loop->input_count + i] = slots[loop->outputs[i].slot];
}

int32_t ck_run_bound(ck_bound_loop *bound) {
  const ck_loop *loop = bound->loop;
  if (loop->total == 0) return 0;
  for (int32_t i = 0; i < loop->input_count; i++) {
    const ck_input *in = &loop->inputs[i];
    if (in->kind == CK_CONTIGUOUS) continue;
    if (in->kind == CK_INVARIANT) splat(bound->registers[i], bound->from[i], loop->total, ck_sizes[in->dtype]);
    else load(loop, in, bound->from[i], 0, loop->total, bound->registers[i]);
  }
  return make(loop, ck_kernels(), bound->registers, loop->total, NULL, 0);
}

// MARK: Entry

size_t ck_loop_scratch(const ck_loop *loop) {
  size_t registers = (size_t)(loop->input_count + loop->output_count + loop->temp_count);
  return registers * ((size_t)loop->register_bytes + sizeof(void *)) + 128;
}

int64_t ck_loop_partials(const ck_loop *loop) {
  if (loop->sink_count == 0) return 0;
  return ck_partition_of(loop).partials * loop->sink_count;
}

int32_t ck_loop_run(const ck_loop *loop, void *const *slots, void *partials, ck_pool *pool, int32_t sharing) {
  if (ck_loop_is_small(loop)) {
    // To divide it would take longer than to compute it.
    ck_bound_loop bound;
    ck_bind_small(&bound, loop, slots);
    return ck_run_bound(&bound);
  }
  run r = {.loop = loop, .slots = slots, .pool = pool, .kernels = ck_kernels(), .partials = partials};
  r.splat = loop->total < CK_BLOCK ? loop->total : CK_BLOCK;
  r.is_large = loop->total >= 1 << 20;
  size_t scratch = ck_loop_scratch(loop);
  if (sharing != CK_ALONE ? !ck_pool_reserve(pool, scratch) : !ck_pool_scratch(pool, 0, scratch)) return -2;
  r.task = ck_task_blocks((loop->total + CK_BLOCK - 1) / CK_BLOCK) * CK_BLOCK;
  int64_t tasks = (loop->total + r.task - 1) / r.task;
  if (loop->sink_count > 0) {
    r.partition = ck_partition_of(loop);
    tasks = r.partition.tasks;
    r.has_whole_rows = r.partition.is_rows && r.partition.blocks_per_row == 1 && loop->repeats <= 1;
  }
  if (tasks == 1) run_task(&r, 0, 0);
  else if (!ck_pool_run(pool, run_task, &r, tasks, sharing)) return -1;
  int32_t overflow = atomic_load(&r.overflow);
  if (overflow) return overflow;
  for (int32_t s = 0; !r.has_whole_rows && s < loop->sink_count; s++) {
    const ck_sink *sink = &loop->sinks[s];
    if (ck_sink_finish(sink, slots[sink->slot], partials_of(&r, partials, s), loop, &r.partition)) return loop->instr_count + s + 1;
  }
  return 0;
}
