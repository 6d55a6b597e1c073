// Planes padded and packed for direct convolutions.
// Neighbours: `directconv.c`, `rowconv.c`; `CKernels.h` describes `ck_conv`.
#ifndef CONVPACK_H
#define CONVPACK_H
#include <string.h>

#include "CKernels.h"

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// A padded plane as phases of its strides, so that neighbouring places are neighbours in memory.
#define PACK(T)                                                                                        \
  static inline void pack_row_##T(T *to, const T *row, const ck_conv_axis *x, int64_t first) {                \
    for (int64_t p = 0; p < x->phases; p++, to += x->plane) {                                          \
      int64_t shift = first * x->phases + p - x->low;                                                  \
      int64_t low = shift >= 0 ? 0 : (-shift + x->phases - 1) / x->phases;                             \
      int64_t room = x->size - shift;                                                                  \
      int64_t high = room <= 0 ? 0 : (room + x->phases - 1) / x->phases;                               \
      low = smaller(low, x->length);                                                                   \
      high = high < low ? low : smaller(high, x->length);                                              \
      int64_t step = x->phases * x->distance;                                                          \
      for (int64_t i = 0; i < low; i++) to[i] = 0;                                                     \
      const T *from = row + shift * x->distance;                                                       \
      if (step == 1) {                                                                                 \
        for (int64_t i = low; i < high; i++) to[i] = from[i];                                          \
      } else if (step == 2) {                                                                          \
        for (int64_t i = low; i < high; i++) to[i] = from[2 * i];                                      \
      } else {                                                                                         \
        for (int64_t i = low; i < high; i++) to[i] = from[i * step];                                   \
      }                                                                                                \
      for (int64_t i = high; i < x->length; i++) to[i] = 0;                                            \
    }                                                                                                  \
  }                                                                                                    \
  static inline void pack_plane_##T(T *to, const T *from, const ck_conv *c, int64_t first, int64_t left) {    \
    const ck_conv_axis *y = &c->y, *x = &c->x;                                                         \
    for (int64_t p = 0; p < y->phases; p++)                                                            \
      for (int64_t j = 0; j < y->length; j++) {                                                        \
        int64_t row = (first + j) * y->phases + p - y->low;                                            \
        T *d = to + p * y->plane + j * x->length;                                                      \
        if (row >= 0 && row < y->size) {                                                               \
          pack_row_##T(d, from + row * y->distance, x, left);                                          \
        } else {                                                                                       \
          for (int64_t q = 0; q < x->phases; q++)                                                      \
            memset(d + q * x->plane, 0, (size_t)x->length * sizeof(T));                                \
        }                                                                                              \
      }                                                                                                \
  }

PACK(float)
PACK(double)
#undef PACK

#endif
