// Gather, scatter, places of extremes, running sums, sorting.
// Neighbours: `Engine/Kernels/Indexing.swift`.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "scalar.h"

static int64_t clamped(int64_t index, int64_t size) { return index < 0 ? 0 : (index >= size ? size - 1 : index); }

void ck_gather(void *to, const void *from, const int32_t *indices, int64_t batch, int64_t middle, int64_t axis,
               int64_t count, int64_t inner, int32_t size) {
  if (axis <= 0) {
    memset(to, 0, (size_t)(batch * middle * count * inner * size));
    return;
  }
  char *d = to;
  const char *s = from;
  int64_t bytes = inner * size;
  for (int64_t b = 0; b < batch; b++)
    for (int64_t m = 0; m < middle; m++, s += axis * bytes)
      for (int64_t i = 0; i < count; i++, d += bytes) {
        const char *row = s + clamped(indices[b * count + i], axis) * bytes;
        if (bytes == 4) memcpy(d, row, 4);
        else memcpy(d, row, (size_t)bytes);
      }
}

#define ADD_FLOAT(T) for (int64_t k = 0; k < inner; k++) ((T *)d)[k] += ((const T *)u)[k];
#define ADD_CHECKED(T)                                                                                 \
  for (int64_t k = 0; k < inner; k++)                                                                  \
    bad |= __builtin_add_overflow(((T *)d)[k], ((const T *)u)[k], &((T *)d)[k]);

bool ck_scatter(void *into, const void *updates, const int32_t *indices, int64_t batch, int64_t middle,
                int64_t axis, int64_t count, int64_t inner, int32_t dtype, bool adds) {
  if (axis <= 0) return false;
  bool bad = false;
  int64_t bytes = inner * ck_sizes[dtype];
  const char *u = updates;
  char *plane = into;
  for (int64_t b = 0; b < batch; b++)
    for (int64_t m = 0; m < middle; m++, plane += axis * bytes)
      for (int64_t i = 0; i < count; i++, u += bytes) {
        char *d = plane + clamped(indices[b * count + i], axis) * bytes;
        if (!adds) memcpy(d, u, (size_t)bytes);
        else if (dtype == CK_F32) ADD_FLOAT(float)
        else if (dtype == CK_F64) ADD_FLOAT(double)
        else if (dtype == CK_U32) ADD_FLOAT(uint32_t)
        else if (dtype == CK_I32) ADD_CHECKED(int32_t)
        else if (dtype == CK_U8) ADD_CHECKED(uint8_t)
        else for (int64_t k = 0; k < inner; k++) d[k] = (char)(d[k] | u[k]);
      }
  return bad;
}

// A NaN beats all, and the first one stays.
#define EXTREME(T)                                                                                     \
  for (int64_t o = 0; o < outer; o++)                                                                  \
    for (int64_t i = 0; i < inner; i++) {                                                              \
      const T *x = (const T *)from + o * axis * inner + i;                                             \
      T best = axis > 0 ? x[0] : 0;                                                                    \
      int64_t place = 0;                                                                               \
      for (int64_t j = 1; j < axis && best == best; j++) {                                             \
        T y = x[j * inner];                                                                            \
        if (y != y || (largest ? y > best : y < best)) best = y, place = j;                            \
      }                                                                                                \
      to[o * inner + i] = (int32_t)place;                                                              \
    }

void ck_arg_extreme(int32_t *to, const void *from, int64_t outer, int64_t axis, int64_t inner, int32_t dtype,
                    bool largest) {
  switch (dtype) {
  case CK_F32: EXTREME(float) break;
  case CK_F64: EXTREME(double) break;
  case CK_I32: EXTREME(int32_t) break;
  case CK_U32: EXTREME(uint32_t) break;
  default: EXTREME(uint8_t) break;
  }
}

#define CUMSUM(T, A, FITS)                                                                             \
  for (int64_t o = 0; o < outer; o++)                                                                  \
    for (int64_t i = 0; i < inner; i++) {                                                              \
      const T *x = (const T *)from + o * axis * inner + i;                                             \
      T *d = (T *)to + o * axis * inner + i;                                                           \
      A sum = 0;                                                                                       \
      for (int64_t j = 0; j < axis; j++) {                                                             \
        sum += (A)x[j * inner];                                                                        \
        d[j * inner] = (T)sum;                                                                         \
        bad |= !(FITS);                                                                                \
      }                                                                                                \
    }

bool ck_cumsum(void *to, const void *from, int64_t outer, int64_t axis, int64_t inner, int32_t dtype) {
  bool bad = false;
  switch (dtype) {
  case CK_F32: CUMSUM(float, double, true) break;
  case CK_F64: CUMSUM(double, double, true) break;
  case CK_I32: CUMSUM(int32_t, int64_t, sum == (int32_t)sum) break;
  case CK_U32: CUMSUM(uint32_t, uint32_t, true) break;
  default: CUMSUM(uint8_t, int64_t, sum == (uint8_t)sum) break;
  }
  return bad;
}

// Bottom-up merge sort of places: stable, no recursion. Long rows look at the flag after each block of places.
enum { SORT_BLOCK = 1 << 16 };

#define SORT(T)                                                                                        \
  for (int64_t r = 0; r < rows; r++) {                                                                 \
    const T *x = (const T *)from + r * n;                                                              \
    int32_t *a = to + r * n, *b = scratch;                                                             \
    int64_t left_in_block = SORT_BLOCK;                                                                \
    for (int64_t i = 0; i < n; i++) a[i] = (int32_t)i;                                                 \
    for (int64_t width = 1; width < n; width *= 2) {                                                   \
      for (int64_t low = 0; low < n; low += 2 * width) {                                               \
        int64_t mid = low + width < n ? low + width : n, high = mid + width < n ? mid + width : n;     \
        int64_t i = low, j = mid;                                                                      \
        for (int64_t k = low; k < high;) {                                                             \
          int64_t end = high - k < left_in_block ? high : k + left_in_block;                           \
          left_in_block -= end - k;                                                                    \
          for (; k < end; k++) {                                                                       \
            bool left = j >= high;                                                                     \
            if (i < mid && j < high) {                                                                 \
              T p = x[a[i]], q = x[a[j]];                                                              \
              left = q != q || p <= q;                                                                 \
            }                                                                                          \
            b[k] = left ? a[i++] : a[j++];                                                             \
          }                                                                                            \
          if (left_in_block > 0) continue;                                                             \
          if (is_stopped(context)) return false;                                                       \
          left_in_block = SORT_BLOCK;                                                                  \
        }                                                                                              \
      }                                                                                                \
      int32_t *swap = a;                                                                               \
      a = b;                                                                                           \
      b = swap;                                                                                        \
    }                                                                                                  \
    if (a != to + r * n) memcpy(to + r * n, a, (size_t)n * sizeof(int32_t));                           \
  }

bool ck_argsort(int32_t *to, const void *from, int64_t rows, int64_t n, int32_t dtype, int32_t *scratch,
                bool (*is_stopped)(void *), void *context) {
  switch (dtype) {
  case CK_F32: SORT(float) break;
  case CK_F64: SORT(double) break;
  case CK_I32: SORT(int32_t) break;
  case CK_U32: SORT(uint32_t) break;
  default: SORT(uint8_t) break;
  }
  return true;
}
