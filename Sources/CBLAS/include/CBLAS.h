// A matrix product of the system's BLAS, opened when first needed.
// Neighbours: `Engine/Kernels/Product.swift`; without a library our own kernel serves.
#ifndef CBLAS_SHIM_H
#define CBLAS_SHIM_H

#include <stdbool.h>
#include <stdint.h>

/// Opens the library, once. False if there is none.
bool blas_open(void);
/// True if `blas_open` was called and found a library.
bool blas_is_open(void);

/// c[m, n] = op(a) · op(b), row-major, on the calling thread alone. The library must be open.
void blas_sgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const float *a, int32_t a_row,
                const float *b, int32_t b_row, float *c, int32_t c_row);
void blas_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const double *a, int32_t a_row,
                const double *b, int32_t b_row, double *c, int32_t c_row);

#endif
