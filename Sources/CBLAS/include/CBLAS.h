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

/// The handle of the opened library, NULL if there is none.
void *blas_library(void);

/// Opens the LAPACK that the library carries, or the system's, once. False if there is none.
bool lapack_open(void);

// LAPACK on matrices of doubles, column by column; the library must be open. All give LAPACK's `info`: 0 for
// success, positive where the matrix is at fault, negative if memory ran out.

/// Upper triangle of the factor of a symmetric matrix, in place.
int32_t lapack_cholesky(int32_t n, double *a);
/// L·U in place; `pivots` takes n numbers, from 1.
int32_t lapack_factor(int32_t n, double *a, int32_t *pivots);
/// Solves with the transpose of a factored matrix; b is n by m, in place.
int32_t lapack_solve_transposed(int32_t n, int32_t m, const double *a, const int32_t *pivots, double *b);
/// Solves with the transpose of a triangular matrix; b is n by m, in place.
int32_t lapack_triangle_transposed(bool is_upper, int32_t n, int32_t m, const double *a, double *b);
/// Eigenvalues, ascending, and in place of `a` the vectors, one a column.
int32_t lapack_eigen(int32_t n, double *a, double *values);
/// Thin decomposition of a, m by n (destroyed): u is m by k, vt is k by n, k = min(m, n).
int32_t lapack_singular(int32_t m, int32_t n, double *a, double *values, double *u, double *vt);

#endif
