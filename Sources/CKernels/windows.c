// Windows over planes: unfolded into a matrix, folded back, and searched for their maxima.
// Neighbours: `Engine/Kernels/Convolution*.swift` multiplies what is unfolded here.
#include <string.h>

#include "CKernels.h"

/// Places p of first..<end whose element lies in the plane, for dilation 1: sets *low..<*high.
static void covered(const ck_window_axis *axis, int64_t tap, int64_t first, int64_t end, int64_t *low, int64_t *high) {
  int64_t shift = tap * axis->step - axis->low;
  // p * stride + shift >= 0, and < size.
  int64_t from = shift >= 0 ? 0 : (-shift + axis->stride - 1) / axis->stride;
  int64_t room = axis->size - shift;
  int64_t to = room <= 0 ? 0 : (room + axis->stride - 1) / axis->stride;
  *low = from < first ? first : (from > end ? end : from);
  *high = to > end ? end : (to < *low ? *low : to);
}

/// The element under a tap of a place; -1 in the padding.
static int64_t element(const ck_window_axis *axis, int64_t place, int64_t tap) {
  int64_t position = place * axis->stride + tap * axis->step - axis->low;
  if (position < 0) return -1;
  if (axis->dilation != 1) {
    if (position % axis->dilation) return -1;
    position /= axis->dilation;
  }
  return position < axis->size ? position : -1;
}

#define UNFOLD_ROW(T)                                                                                  \
  static void unfold_row_##T(T *to, const T *row, const ck_window_axis *x, int64_t tap, int64_t first, \
                             int64_t count) {                                                          \
    int64_t end = first + count;                                                                       \
    if (x->dilation != 1) {                                                                            \
      for (int64_t p = first; p < end; p++) {                                                          \
        int64_t e = element(x, p, tap);                                                                \
        to[p - first] = e < 0 ? 0 : row[e * x->distance];                                              \
      }                                                                                                \
      return;                                                                                          \
    }                                                                                                  \
    int64_t low, high, step = x->stride * x->distance;                                                 \
    covered(x, tap, first, end, &low, &high);                                                          \
    for (int64_t p = first; p < low; p++) to[p - first] = 0;                                           \
    const T *from = row + (tap * x->step - x->low) * x->distance;                                      \
    if (step == 1) {                                                                                   \
      for (int64_t p = low; p < high; p++) to[p - first] = from[p];                                    \
    } else {                                                                                           \
      for (int64_t p = low; p < high; p++) to[p - first] = from[p * step];                             \
    }                                                                                                  \
    for (int64_t p = high; p < end; p++) to[p - first] = 0;                                            \
  }                                                                                                    \
  static void unfold_##T(T *to, int64_t to_row, const T *from, int64_t channels, int64_t distance,     \
                         const ck_window_axis axes[2], int64_t first, int64_t count) {                 \
    const ck_window_axis *y = &axes[0], *x = &axes[1];                                                 \
    for (int64_t c = 0; c < channels; c++)                                                             \
      for (int64_t ky = 0; ky < y->taps; ky++)                                                         \
        for (int64_t kx = 0; kx < x->taps; kx++, to += to_row) {                                       \
          int64_t done = 0, py = first / x->places, px = first % x->places;                            \
          while (done < count) {                                                                       \
            int64_t length = x->places - px < count - done ? x->places - px : count - done;            \
            int64_t row = element(y, py, ky);                                                          \
            if (row < 0) memset(to + done, 0, (size_t)length * sizeof(T));                             \
            else unfold_row_##T(to + done, from + c * distance + row * y->distance, x, kx, px, length);\
            done += length;                                                                            \
            py++;                                                                                      \
            px = 0;                                                                                    \
          }                                                                                            \
        }                                                                                              \
  }

UNFOLD_ROW(float)
UNFOLD_ROW(double)

void ck_unfold(void *to, int64_t to_row, const void *from, int64_t channels, int64_t channel_distance,
               const ck_window_axis axes[2], int64_t first, int64_t count, int32_t size) {
  if (size == 4) unfold_float(to, to_row, from, channels, channel_distance, axes, first, count);
  else unfold_double(to, to_row, from, channels, channel_distance, axes, first, count);
}

// An element serves the place element * dilation + low - tap * step.
#define FOLD(T)                                                                                        \
  static void fold_##T(T *to, const T *from, int64_t from_row, int64_t channels,                       \
                       const ck_window_axis axes[2]) {                                                 \
    const ck_window_axis *y = &axes[0], *x = &axes[1];                                                 \
    int64_t plane = y->places * x->places;                                                             \
    memset(to, 0, (size_t)(channels * plane) * sizeof(T));                                             \
    for (int64_t c = 0; c < channels; c++, to += plane)                                                \
      for (int64_t ky = 0; ky < y->taps; ky++)                                                         \
        for (int64_t kx = 0; kx < x->taps; kx++, from += from_row) {                                   \
          int64_t shift = x->low - kx * x->step;                                                       \
          int64_t low = shift >= 0 ? 0 : (-shift + x->dilation - 1) / x->dilation;                     \
          int64_t room = x->places - shift;                                                            \
          int64_t high = room <= 0 ? 0 : (room + x->dilation - 1) / x->dilation;                       \
          if (high > x->size) high = x->size;                                                          \
          for (int64_t iy = 0; iy < y->size; iy++) {                                                   \
            int64_t row = iy * y->dilation + y->low - ky * y->step;                                    \
            if (row < 0 || row >= y->places) continue;                                                 \
            T *d = to + row * x->places + shift;                                                       \
            const T *s = from + iy * x->size;                                                          \
            if (x->dilation == 1) {                                                                    \
              for (int64_t ix = low; ix < high; ix++) d[ix] += s[ix];                                  \
            } else {                                                                                   \
              for (int64_t ix = low; ix < high; ix++) d[ix * x->dilation] += s[ix];                    \
            }                                                                                          \
          }                                                                                            \
        }                                                                                              \
  }

FOLD(float)
FOLD(double)

void ck_fold(void *to, const void *from, int64_t from_row, int64_t channels, const ck_window_axis axes[2],
             bool is_double) {
  if (is_double) fold_double(to, from, from_row, channels, axes);
  else fold_float(to, from, from_row, channels, axes);
}

enum { STRIP = 256 };

// Tap by tap over a strip of places, so that the inner loop has no branches; -1 marks a place without an element yet.
#define PLACES(T)                                                                                      \
  static void places_strip_##T(int32_t *to, const T *from, const ck_window_axis axes[2], int64_t py,   \
                               int64_t first, int64_t end) {                                           \
    const ck_window_axis *y = &axes[0], *x = &axes[1];                                                 \
    T top[STRIP] = {0};                                                                                \
    for (int64_t p = first; p < end; p++) to[p] = -1;                                                  \
    for (int64_t ky = 0; ky < y->taps; ky++) {                                                         \
      int64_t row = element(y, py, ky);                                                                \
      if (row < 0) continue;                                                                           \
      for (int64_t kx = 0; kx < x->taps; kx++) {                                                       \
        int64_t low, high, stride = x->stride;                                                         \
        covered(x, kx, first, end, &low, &high);                                                       \
        int32_t place = (int32_t)(row * x->size + kx * x->step - x->low);                              \
        const T *value = from + row * x->size + kx * x->step - x->low;                                 \
        for (int64_t p = low; p < high; p++) {                                                         \
          T v = value[p * stride], t = top[p - first];                                                 \
          bool takes = (to[p] < 0) | (v > t) | ((v != v) & (t == t));                                  \
          top[p - first] = takes ? v : t;                                                              \
          to[p] = takes ? place + (int32_t)(p * stride) : to[p];                                       \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
    for (int64_t p = first; p < end; p++) to[p] = to[p] < 0 ? 0 : to[p];                               \
  }                                                                                                    \
  static void places_##T(int32_t *to, const T *from, int64_t planes, const ck_window_axis axes[2]) {   \
    const ck_window_axis *y = &axes[0], *x = &axes[1];                                                 \
    for (int64_t plane = 0; plane < planes; plane++, from += y->size * x->size)                        \
      for (int64_t py = 0; py < y->places; py++, to += x->places)                                      \
        for (int64_t first = 0; first < x->places; first += STRIP) {                                   \
          int64_t end = first + STRIP < x->places ? first + STRIP : x->places;                         \
          places_strip_##T(to, from, axes, py, first, end);                                            \
        }                                                                                              \
  }

PLACES(float)
PLACES(double)

typedef float values __attribute__((ext_vector_type(4), aligned(4)));
typedef int32_t places __attribute__((ext_vector_type(4), aligned(4)));

/// The greater of two elements and its place; the first one of equals, and of NaNs.
static inline void take(values *top, places *at, values v, places place) {
  places takes = (v > *top) | ((v != v) & (*top == *top));
  *top = (values)((takes & (places)v) | (~takes & (places)*top));
  *at = (takes & place) | (~takes & *at);
}

/// Windows of 2 × 2 next to each other, as most poolings have them, four at a time.
static void places_of_pairs(int32_t *to, const float *from, int64_t count, int64_t width, int32_t first) {
  for (int64_t p = 0; p < count; p += 4) {
    // The last four may be done twice.
    if (p + 4 > count) p = count - 4;
    const float *upper = from + 2 * p, *lower = upper + width;
    values a = *(const values *)upper, b = *(const values *)(upper + 4);
    values c = *(const values *)lower, d = *(const values *)(lower + 4);
    places at = first + (int32_t)(2 * p) + (places){0, 2, 4, 6};
    places left = at;
    values top = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    take(&top, &at, __builtin_shufflevector(a, b, 1, 3, 5, 7), left + 1);
    take(&top, &at, __builtin_shufflevector(c, d, 0, 2, 4, 6), left + (int32_t)width);
    take(&top, &at, __builtin_shufflevector(c, d, 1, 3, 5, 7), left + (int32_t)width + 1);
    *(places *)(to + p) = at;
  }
}

static bool are_pairs(const ck_window_axis *axis) {
  return axis->stride == 2 && axis->taps == 2 && axis->step == 1 && axis->low == 0 && axis->dilation == 1 &&
         2 * axis->places <= axis->size;
}

void ck_window_places(int32_t *to, const void *from, int64_t planes, const ck_window_axis axes[2], bool is_double) {
  const ck_window_axis *y = &axes[0], *x = &axes[1];
  if (is_double) {
    places_double(to, from, planes, axes);
  } else if (are_pairs(y) && are_pairs(x) && x->places >= 4) {
    for (int64_t row = 0; row < planes * y->places; row++, to += x->places) {
      int64_t first = row % y->places * 2 * x->size;
      const float *plane = (const float *)from + row / y->places * y->size * x->size;
      places_of_pairs(to, plane + first, x->places, x->size, (int32_t)first);
    }
  } else {
    places_float(to, from, planes, axes);
  }
}
