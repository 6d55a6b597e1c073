// Matrix products, at the CPU's level.
// Neighbours: `gemm.inc` has the tiles; `Engine/Kernels/Product.swift` divides products into tasks.
#define LEVEL_FILE "gemm_levels.inc"
#define LEVELS_WITH_FULL_VECTORS
#include <string.h>

#include "levels.h"

bool ck_gemm_is_tiny(int64_t m, int64_t n, int64_t k) {
  return k <= 32 && m <= 32 && n <= 32 && m * n <= 32 && m * n * k <= 32;
}

void ck_gemm_f32(float *c, int64_t c_row, const float *a, int64_t a_row, int64_t a_column, const float *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k, bool adds) {
  if (ck_gemm_is_tiny(m, n, k)) CHOOSE(gemm_tiny_f32)(c, c_row, a, a_row, a_column, b, b_row, b_column, m, n, k, adds);
  else CHOOSE(gemm_f32)(c, c_row, a, a_row, a_column, b, b_row, b_column, m, n, k, adds);
}

void ck_gemm_f64(double *c, int64_t c_row, const double *a, int64_t a_row, int64_t a_column, const double *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k, bool adds) {
  if (ck_gemm_is_tiny(m, n, k)) CHOOSE(gemm_tiny_f64)(c, c_row, a, a_row, a_column, b, b_row, b_column, m, n, k, adds);
  else CHOOSE(gemm_f64)(c, c_row, a, a_row, a_column, b, b_row, b_column, m, n, k, adds);
}

// What streamed past the caches is there for other threads once this is over.
static void finish_streaming(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#endif
}

void ck_outer_f32(float *c, const float *a, int64_t a_row, const float *b, int64_t m, int64_t n) {
  CHOOSE(outer_f32)(c, a, a_row, b, m, n);
  finish_streaming();
}

void ck_outer_f64(double *c, const double *a, int64_t a_row, const double *b, int64_t m, int64_t n) {
  CHOOSE(outer_f64)(c, a, a_row, b, m, n);
  finish_streaming();
}

bool ck_gemm_i32(int32_t *c, int64_t c_row, const int32_t *a, int64_t a_row, int64_t a_column, const int32_t *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k) {
  bool bad = false;
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      int64_t sum = 0;
      bool large = false;
      for (int64_t p = 0; p < k; p++)
        large |= __builtin_add_overflow(
            sum, (int64_t)a[i * a_row + p * a_column] * (int64_t)b[p * b_row + j * b_column], &sum);
      bad |= large || sum != (int32_t)sum;
      c[i * c_row + j] = (int32_t)sum;
    }
  return bad;
}
