// Formulas that stay scalar: they branch or call the C library.
// Neighbours: `elementwise.inc`.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "CKernels.h"

/// A function of the block machine: n results; true if one of them overflowed.
typedef bool (*ck_kernel)(void *d, const void *a, const void *b, const void *c, int64_t n);

/// Bytes of an element of each type.
static const int32_t ck_sizes[CK_DTYPES] = {1, 1, 4, 4, 4, 8};

/// A value outside every integer type: reported as an overflow.
#define CK_NO_VALUE INT64_MAX

static inline int64_t ck_floor_divide(int64_t a, int64_t b) {
  if (b == 0) return CK_NO_VALUE;
  int64_t q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static inline int64_t ck_modulo(int64_t a, int64_t b) {
  return b == 0 ? CK_NO_VALUE : a - ck_floor_divide(a, b) * b;
}

/// By repeated squaring; a negative exponent truncates toward zero, and of 0 there is none.
static inline int64_t ck_power(int64_t base, int64_t exponent, int64_t low, int64_t high) {
  if (exponent < 0) {
    if (base == 0) return CK_NO_VALUE;
    if (base == 1) return 1;
    return base == -1 ? (exponent & 1 ? -1 : 1) : 0;
  }
  int64_t result = 1, factor = base;
  bool large = false;
  while (exponent > 0) {
    if (exponent & 1) {
      if (large) return CK_NO_VALUE;
      result *= factor;
      if (result < low || result > high) return CK_NO_VALUE;
    }
    exponent >>= 1;
    if (exponent > 0 && !large) {
      factor *= factor;
      large = factor > INT32_MAX;
    }
  }
  return result;
}

static inline uint32_t ck_power_u32(uint32_t base, uint32_t exponent) {
  uint32_t result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

/// The exact remainder, moved to the sign of the divisor.
static inline double ck_fmodulo_f64(double a, double b) {
  double r = fmod(a, b);
  if (r == 0) return b < 0 ? -0.0 : 0.0;
  return (r < 0) != (b < 0) ? r + b : r;
}

static inline float ck_fmodulo_f32(float a, float b) {
  float r = fmodf(a, b);
  if (r == 0) return b < 0 ? -0.0f : 0.0f;
  return (r < 0) != (b < 0) ? r + b : r;
}

/// Two Halley steps from an estimate, on the tail that keeps its digits.
static inline double ck_erfinv_polish(double y, double x) {
  double target = fabs(y);
  if (!(target < 1) || y == 0) return x;
  double z = fabs(x);
  for (int i = 0; i < 2; i++) {
    double error = target > 0.5 ? (1 - target) - erfc(z) : erf(z) - target;
    double step = error / (1.1283791670955126 * exp(-z * z));
    z -= step / (1 + z * step);
  }
  return y < 0 ? -z : z;
}
