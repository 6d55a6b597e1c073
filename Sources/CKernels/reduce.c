// Reductions of the block machine: how the work is divided, and the fixed tree in which it is combined.
// Neighbours: `loop.c` produces the blocks.
#include "loop.h"

// MARK: Division

ck_partition ck_partition_of(const ck_loop *loop) {
  ck_partition p = {0};
  int64_t reduced = loop->reduced > 0 ? loop->reduced : 0;
  p.is_rows = loop->inner == 1;
  if (p.is_rows) {
    p.rows_per_block = reduced <= 0 ? CK_BLOCK : (reduced < CK_BLOCK ? CK_BLOCK / reduced : 1);
    p.blocks_per_row = reduced <= CK_BLOCK ? 1 : (reduced + CK_BLOCK - 1) / CK_BLOCK;
    int64_t blocks = p.blocks_per_row == 1 ? (loop->outer + p.rows_per_block - 1) / p.rows_per_block
                                           : loop->outer * p.blocks_per_row;
    p.blocks = ck_task_blocks(blocks);
    p.tasks = (blocks + p.blocks - 1) / p.blocks;
    p.partials = loop->outer * p.blocks_per_row;
  } else {
    p.tile = loop->inner < CK_BLOCK ? loop->inner : CK_BLOCK;
    p.tiles = p.tile ? (loop->inner + p.tile - 1) / p.tile : 0;
    p.chunk = CK_TASK / (p.tile ? p.tile : 1);
    p.chunks = reduced <= 0 ? 1 : (reduced + p.chunk - 1) / p.chunk;
    p.tasks = loop->outer * p.chunks * p.tiles;
    p.partials = loop->outer * p.chunks * p.tiles * p.tile;
  }
  return p;
}

ck_span ck_task_span(const ck_partition *p, const ck_loop *loop, int64_t task) {
  ck_span s = {.is_rows = p->is_rows, .outer = loop->outer, .reduced = loop->reduced, .inner = loop->inner};
  s.rows_per_block = p->rows_per_block;
  s.blocks_per_row = p->blocks_per_row;
  if (p->is_rows) {
    int64_t blocks = p->blocks_per_row == 1 ? (loop->outer + p->rows_per_block - 1) / p->rows_per_block
                                            : loop->outer * p->blocks_per_row;
    s.first_block = task * p->blocks;
    s.last_block = s.first_block + p->blocks < blocks ? s.first_block + p->blocks : blocks;
    int64_t last = s.last_block * p->rows_per_block;
    if (p->blocks_per_row == 1)
      s.partials = (last < loop->outer ? last : loop->outer) - s.first_block * p->rows_per_block;
    else
      s.partials = s.last_block - s.first_block;
    return s;
  }
  int64_t tile = task % p->tiles, chunk = task / p->tiles % p->chunks, outer = task / p->tiles / p->chunks;
  s.base = outer * loop->reduced * loop->inner;
  s.first_row = chunk * p->chunk;
  s.last_row = s.first_row + p->chunk < loop->reduced ? s.first_row + p->chunk : loop->reduced;
  s.first_column = tile * p->tile;
  s.columns = s.first_column + p->tile < loop->inner ? p->tile : loop->inner - s.first_column;
  s.partials = s.columns;
  return s;
}

int64_t ck_task_offset(const ck_partition *p, const ck_loop *loop, int64_t task) {
  (void)loop;
  if (!p->is_rows) return task * p->tile;
  return task * p->blocks * (p->blocks_per_row == 1 ? p->rows_per_block : 1);
}

static ck_block row_block(const ck_span *s, int64_t block) {
  ck_block b = {.block = block};
  if (block >= s->last_block) return b;
  if (s->blocks_per_row == 1) {
    b.row = block * s->rows_per_block;
    b.rows = s->outer - b.row < s->rows_per_block ? s->outer - b.row : s->rows_per_block;
    b.first = b.row * s->reduced;
    b.n = b.rows * s->reduced;
    b.place = (block - s->first_block) * s->rows_per_block;
  } else {
    int64_t start = block % s->blocks_per_row * CK_BLOCK;
    b.row = block / s->blocks_per_row;
    b.rows = 1;
    b.first = b.row * s->reduced + start;
    b.n = s->reduced - start < CK_BLOCK ? s->reduced - start : CK_BLOCK;
    b.place = block - s->first_block;
  }
  return b;
}

static ck_block column_block(const ck_span *s, int64_t row) {
  ck_block b = {.row = row};
  if (row >= s->last_row) return b;
  // Whole rows as long as a block holds them; else one row's tile.
  int64_t rows = s->columns == s->inner ? CK_BLOCK / s->columns : 1;
  b.rows = s->last_row - row < rows ? s->last_row - row : rows;
  b.first = s->base + row * s->inner + s->first_column;
  b.n = b.rows * s->columns;
  return b;
}

ck_block ck_first_block(const ck_span *s) {
  return s->is_rows ? row_block(s, s->first_block) : column_block(s, s->first_row);
}

ck_block ck_next_block(const ck_span *s, ck_block b) {
  return s->is_rows ? row_block(s, b.block + 1) : column_block(s, b.row + b.rows);
}

// MARK: Combination

static inline int64_t product_limited(int64_t a, int64_t b) {
  int64_t r;
  if (!__builtin_mul_overflow(a, b, &r)) return r;
  return (a < 0) != (b < 0) ? INT64_MIN : INT64_MAX;
}

#define LEVEL_FILE "reduce.inc"
#define LEVELS_WITH_FULL_VECTORS
#include "levels.h"

// bool: and is the minimum, or the maximum.
#define PICK(form, S, x, to, rows, n)                                                                  \
  switch (sink->kind) {                                                                                \
  case CK_SUM: CHOOSE(form##_##S##_sum)(x, to, rows, n); break;                                        \
  case CK_PROD: CHOOSE(form##_##S##_prod)(x, to, rows, n); break;                                      \
  case CK_RMAX: case CK_ROR: CHOOSE(form##_##S##_max)(x, to, rows, n); break;                          \
  default: CHOOSE(form##_##S##_min)(x, to, rows, n); break;                                            \
  }

static bool is_float(const ck_sink *sink) { return sink->dtype == CK_F32 || sink->dtype == CK_F64; }

void ck_sink_start(const ck_sink *sink, void *partials, int64_t count) {
  double real = sink->kind == CK_PROD ? 1 : sink->kind == CK_RMAX ? -INFINITY : sink->kind == CK_RMIN ? INFINITY : 0;
  bool is_min = sink->kind == CK_RMIN || sink->kind == CK_RAND, is_max = sink->kind == CK_RMAX;
  int64_t whole = sink->kind == CK_PROD ? 1 : is_max ? INT64_MIN : is_min ? INT64_MAX : 0;
  for (int64_t i = 0; i < count; i++) {
    if (is_float(sink)) ((double *)partials)[i] = real;
    else ((int64_t *)partials)[i] = whole;
  }
}

void ck_sink_add(const ck_sink *sink, const void *values, void *partials, const ck_span *span, ck_block b) {
  void *to = (char *)partials + b.place * 8;
  int64_t n = b.n / b.rows;
#define ADD(S) if (span->is_rows) { PICK(rows, S, values, to, b.rows, n) } else { PICK(columns, S, values, to, b.rows, n) }
  switch (sink->dtype) {
  case CK_F32: ADD(f32) break;
  case CK_F64: ADD(f64) break;
  case CK_I32: ADD(i32) break;
  case CK_U32: ADD(u32) break;
  default: ADD(u8) break;
  }
}

double ck_sum(const double *x, int64_t n) {
  double sum;
  CHOOSE(rows_f64_sum)(x, &sum, 1, n);
  return sum;
}

// One result; true if it does not fit. An empty maximum of integers is 0.
static bool put(const ck_sink *sink, void *to, int64_t at, double real, int64_t whole) {
  switch (sink->dtype) {
  case CK_F32: ((float *)to)[at] = (float)real; return false;
  case CK_F64: ((double *)to)[at] = real; return false;
  case CK_I32: ((int32_t *)to)[at] = (int32_t)whole; return whole != (int32_t)whole;
  case CK_U32: ((uint32_t *)to)[at] = (uint32_t)whole; return false;
  case CK_U8: ((uint8_t *)to)[at] = (uint8_t)whole; return whole != (uint8_t)whole;
  default: ((uint8_t *)to)[at] = whole != 0; return false;
  }
}

bool ck_sink_put_rows(const ck_sink *sink, void *to, int64_t first, const void *partials, int64_t rows) {
  const double *real = partials;
  const int64_t *whole = partials;
  bool bad = false;
  if (sink->dtype == CK_F32) {
    for (int64_t i = 0; i < rows; i++) ((float *)to)[first + i] = (float)real[i];
  } else if (sink->dtype == CK_F64) {
    for (int64_t i = 0; i < rows; i++) ((double *)to)[first + i] = real[i];
  } else {
    for (int64_t i = 0; i < rows; i++) bad |= put(sink, to, first + i, 0, whole[i]);
  }
  return bad;
}

static bool finish_rows(const ck_sink *sink, void *to, const void *partials, const ck_loop *loop, int64_t blocks) {
  bool bad = false;
  int64_t repeats = loop->repeats > 1 ? loop->repeats : 1, kept = loop->outer / repeats;
  for (int64_t o = 0; o < kept; o++) {
    double real = 0;
    int64_t whole = 0;
    for (int64_t r = 0; r < repeats; r++) {
      int64_t row = (r * kept + o) * blocks;
      if (is_float(sink)) {
        const double *p = (const double *)partials + row;
        double total = p[0];
        if (blocks > 1) PICK(rows, f64, p, &total, 1, blocks)
        if (r == 0) real = total;
        else PICK(columns, f64, &total, &real, 1, 1)
      } else {
        const int64_t *p = (const int64_t *)partials + row;
        int64_t total = p[0];
        if (blocks > 1 && sink->dtype == CK_U32) { PICK(rows, w64, p, &total, 1, blocks) }
        else if (blocks > 1) { PICK(rows, i64, p, &total, 1, blocks) }
        if (r == 0) whole = total;
        else if (sink->dtype == CK_U32) { PICK(columns, w64, &total, &whole, 1, 1) }
        else { PICK(columns, i64, &total, &whole, 1, 1) }
      }
    }
    bad |= put(sink, to, o, real, whole);
  }
  return bad;
}

bool ck_sink_finish(const ck_sink *sink, void *to, const void *partials, const ck_loop *loop,
                    const ck_partition *p) {
  if (p->is_rows) return finish_rows(sink, to, partials, loop, p->blocks_per_row);
  bool bad = false;
  for (int64_t o = 0; o < loop->outer; o++)
    for (int64_t i = 0; i < loop->inner; i++) {
      int64_t place = o * p->chunks * p->tiles * p->tile + i / p->tile * p->tile + i % p->tile;
      int64_t step = p->tiles * p->tile;
      double real = 0;
      int64_t whole = 0;
      if (is_float(sink)) {
        const double *from = (const double *)partials + place;
        real = from[0];
        for (int64_t c = 1; c < p->chunks; c++) PICK(columns, f64, from + c * step, &real, 1, 1)
      } else {
        const int64_t *from = (const int64_t *)partials + place;
        whole = from[0];
        for (int64_t c = 1; c < p->chunks; c++) {
          if (sink->dtype == CK_U32) { PICK(columns, w64, from + c * step, &whole, 1, 1) }
          else { PICK(columns, i64, from + c * step, &whole, 1, 1) }
        }
      }
      bad |= put(sink, to, o * loop->inner + i, real, whole);
    }
  return bad;
}
