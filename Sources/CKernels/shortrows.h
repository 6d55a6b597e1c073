// Rows of a few 4-byte elements, where a call of memcpy for each would cost more than its work.
// Neighbours: `loop.c` reads operands with these, `movement.c` copies.
#ifndef SHORTROWS_H
#define SHORTROWS_H

#include <stdint.h>

/// Rows up to this length count as short.
enum { SHORT_ROW = 64 };

typedef uint32_t four __attribute__((vector_size(16), aligned(4), may_alias));

// The last four elements once more in place of single ones.
static inline void copy_short(uint32_t *to, const uint32_t *from, int64_t n) {
  if (n < 4) {
    for (int64_t i = 0; i < n; i++) to[i] = from[i];
    return;
  }
  for (int64_t i = 0; i + 4 < n; i += 4) *(four *)(to + i) = *(const four *)(from + i);
  *(four *)(to + n - 4) = *(const four *)(from + n - 4);
}

static inline void copy_short_rows(uint32_t *to, int64_t to_row, const uint32_t *from, int64_t from_row, int64_t rows,
                                   int64_t n) {
  for (; rows > 0; rows--, to += to_row, from += from_row) copy_short(to, from, n);
}

/// n copies of x; up to three places beyond the last are written, too.
static inline void splat_short(uint32_t *to, uint32_t x, int64_t n) {
  four v = {x, x, x, x};
  for (int64_t i = 0; i < n; i += 4) *(four *)(to + i) = v;
}

#endif
