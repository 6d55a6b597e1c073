// What the parts of the block machine share.
// Neighbours: `loop.c` runs programs, `reduce.c` divides and combines reductions.
#ifndef LOOP_H
#define LOOP_H

#include "CKernels.h"
#include "scalar.h"

/// Elements of one task: a whole number of blocks. Reductions whose tree hangs on it always take the larger one.
enum { CK_TASK = 16384, CK_SMALL_TASK = 2048 };

/// Blocks of a task where the division does not matter for the result: enough tasks for several threads.
static inline int64_t ck_task_blocks(int64_t blocks) {
  int64_t wanted = (blocks + 7) / 8, least = CK_SMALL_TASK / CK_BLOCK, most = CK_TASK / CK_BLOCK;
  return wanted < least ? least : wanted > most ? most : wanted;
}

/// Element i of a row goes to lane i mod 8; then halves are put together until one is left.
enum { CK_LANES = 8 };
#define CK_COMBINE_LANES(lane, OP)                                                                     \
  for (int width = CK_LANES / 2; width > 0; width /= 2)                                                \
    for (int j = 0; j < width; j++) lane[j] = OP(lane[j], lane[j + width]);

const ck_kernel (*ck_kernels(void))[CK_DTYPES];

/// Elements and registers of a small loop.
enum { CK_SMALL_TOTAL = 32, CK_SMALL_REGISTERS = 24 };

/// A small loop whose addresses are known: `from` of operands that are copied before each run.
typedef struct {
  const ck_loop *loop;
  const char *from[CK_SMALL_REGISTERS];
  void *registers[CK_SMALL_REGISTERS];
  _Alignas(64) char scratch[CK_SMALL_REGISTERS][CK_SMALL_TOTAL * 8];
} ck_bound_loop;

void ck_bind_small(ck_bound_loop *bound, const ck_loop *loop, void *const *slots);
/// As `ck_loop_run`.
int32_t ck_run_bound(ck_bound_loop *bound);

/// How a reduction over (outer, reduced, inner) is divided: a function of these sizes alone, so that the tree
/// of combination, and with it every bit, is independent of threads.
typedef struct {
  /// With inner = 1: rows of `reduced` elements, whole rows in a block or many blocks to a row.
  bool is_rows;
  int64_t rows_per_block, blocks_per_row;
  /// Blocks of one task (rows); reduced places of one chunk and inner places of one tile (else).
  int64_t blocks, chunk, chunks, tile, tiles;
  int64_t tasks;
  /// 8-byte partial results of one sink.
  int64_t partials;
} ck_partition;

/// The part of a loop that one task works on.
typedef struct {
  bool is_rows;
  int64_t outer, reduced, inner;
  int64_t rows_per_block, blocks_per_row;
  int64_t first_block, last_block;
  int64_t base, first_row, last_row, first_column, columns;
  int64_t partials;
} ck_span;

/// A contiguous run of the iteration. `place`: its first partial result within the task's.
typedef struct {
  int64_t first, n, block, row, place, rows;
} ck_block;

ck_partition ck_partition_of(const ck_loop *loop);
ck_span ck_task_span(const ck_partition *partition, const ck_loop *loop, int64_t task);
/// Place of the task's first partial result.
int64_t ck_task_offset(const ck_partition *partition, const ck_loop *loop, int64_t task);
ck_block ck_first_block(const ck_span *span);
ck_block ck_next_block(const ck_span *span, ck_block block);
void ck_sink_start(const ck_sink *sink, void *partials, int64_t count);
void ck_sink_add(const ck_sink *sink, const void *values, void *partials, const ck_span *span, ck_block block);
/// The sum of so many numbers, in lanes and a tree as all sums here.
double ck_sum(const double *x, int64_t n);
/// Writes the results of whole rows, from row `first` on, each of which is one partial result; true on integer overflow.
bool ck_sink_put_rows(const ck_sink *sink, void *to, int64_t first, const void *partials, int64_t rows);
/// Combines the partial results; true on integer overflow.
bool ck_sink_finish(const ck_sink *sink, void *to, const void *partials, const ck_loop *loop,
                    const ck_partition *partition);

#endif
