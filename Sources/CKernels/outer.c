// What clipping needs of a gradient for each example, when that is an outer product: lengths, and a weighted sum.
// Neighbours: `outer.inc` has the loops; `Engine/Passes/Planner+Outer.swift` says when.
#include <string.h>

#include "loop.h"

#define LEVEL_FILE "outer.inc"
#define LEVELS_WITH_FULL_VECTORS
#include "levels.h"

// In the blocks and in the tree of a loop over the products' elements. Of an odd number the last is taken twice.
#define SQUARES(S, T)                                                                                  \
  static void squares_##S(T *to, const ck_outer *o, int64_t first, int64_t count) {                    \
    double partial[2][CK_OUTER_MOST / CK_BLOCK];                                                       \
    int64_t size = o->m * o->n, blocks = (size + CK_BLOCK - 1) / CK_BLOCK, end = first + count;        \
    for (int64_t e = first; e < end; e += 2) {                                                         \
      const T *a = (const T *)o->a + e * o->a_example, *b = (const T *)o->b + e * o->b_example;        \
      bool has_two = e + 1 < end;                                                                      \
      for (int64_t k = 0; k < blocks; k++) {                                                           \
        int64_t at = k * CK_BLOCK, left = size - at;                                                   \
        double sums[2];                                                                                \
        CHOOSE(outer_squares_##S)(sums, o, a, has_two ? o->a_example : 0, b, has_two ? o->b_example : 0, \
                                  at, left < CK_BLOCK ? left : CK_BLOCK);                              \
        partial[0][k] = sums[0];                                                                       \
        partial[1][k] = sums[1];                                                                       \
      }                                                                                                \
      for (int r = 0; r < 1 + has_two; r++)                                                            \
        to[e + r] = (T)(blocks > 1 ? ck_sum(partial[r], blocks) : partial[r][0]);                      \
    }                                                                                                  \
  }
SQUARES(f32, float)
SQUARES(f64, double)

void ck_outer_squares(void *to, const ck_outer *o, int64_t first, int64_t count, bool is_double) {
  if (is_double) squares_f64(to, o, first, count);
  else squares_f32(to, o, first, count);
}

void ck_outer_sum(void *to, const ck_outer *o, const void *scale, int64_t row, int64_t rows, int64_t column,
                  int64_t columns, bool is_double) {
  int64_t at = row * o->n + column;
  if (is_double)
    CHOOSE(outer_sum_f64)((double *)to + at, o->n, o, (const double *)o->a + row * o->a_row,
                          (const double *)o->b + column, scale, rows, columns);
  else
    CHOOSE(outer_sum_f32)((float *)to + at, o->n, o, (const float *)o->a + row * o->a_row,
                          (const float *)o->b + column, scale, rows, columns);
}
