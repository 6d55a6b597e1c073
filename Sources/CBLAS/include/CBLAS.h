// LAPACK of the system's OpenBLAS (or another), opened when first needed.
// Neighbours: `Engine/Kernels/LAPACKBackend.swift`; without a library `Matrices` serves.
#ifndef CBLAS_SHIM_H
#define CBLAS_SHIM_H

#include <stdbool.h>
#include <stdint.h>

/// Opens the library, once: its handle, NULL if there is none.
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
