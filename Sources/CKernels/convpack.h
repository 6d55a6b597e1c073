// Planes padded and packed for direct convolutions.
// Neighbours: `directconv.c`, `rowconv.c`; `CKernels.h` describes `ck_conv`.
#ifndef CONVPACK_H
#define CONVPACK_H
#include <string.h>

#include "CKernels.h"

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// A padded plane as phases of its strides, so that neighbouring places are neighbours in memory. Rows are short: where a
// phase begins and ends is found once for all of them, and the padding is cleared at one go.
#define PACK(T)                                                                                        \
  static inline void pack_plane_##T(T *restrict to, const T *restrict from, const ck_conv *c,          \
                                    int64_t first, int64_t left) {                                     \
    const ck_conv_axis *y = &c->y, *x = &c->x;                                                         \
    int64_t step = x->phases * x->distance, next = y->phases * y->distance;                            \
    memset(to, 0, (size_t)c->plane * sizeof(T));                                                       \
    for (int64_t q = 0; q < x->phases; q++, to += x->plane) {                                          \
      int64_t shift = left * x->phases + q - x->low, room = x->size - shift;                           \
      int64_t low = shift >= 0 ? 0 : (-shift + x->phases - 1) / x->phases;                             \
      int64_t high = smaller(room <= 0 ? 0 : (room + x->phases - 1) / x->phases, x->length);           \
      for (int64_t p = 0; p < y->phases; p++) {                                                        \
        int64_t row = first * y->phases + p - y->low;                                                  \
        const T *s = from + row * y->distance + shift * x->distance;                                   \
        T *d = to + p * y->plane;                                                                      \
        for (int64_t j = 0; j < y->length; j++, row += y->phases, d += x->length, s += next) {         \
          if (row < 0 || row >= y->size) continue;                                                     \
          if (step == 1) for (int64_t i = low; i < high; i++) d[i] = s[i];                             \
          else if (step == 2) for (int64_t i = low; i < high; i++) d[i] = s[2 * i];                    \
          else for (int64_t i = low; i < high; i++) d[i] = s[i * step];                                \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

PACK(float)
PACK(double)
#undef PACK

#endif
