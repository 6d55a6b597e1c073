// LAPACK's routines for matrices of doubles, looked up in the library that the products come from.
// Neighbours: `CBLAS.c` opens it, `Engine/Kernels/LAPACKBackend.swift` calls these.
#include "CBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

typedef int32_t i32;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_complete;
static void (*potrf)(const char *, const i32 *, double *, const i32 *, i32 *, size_t);
static void (*getrf)(const i32 *, const i32 *, double *, const i32 *, i32 *, i32 *);
static void (*getrs)(const char *, const i32 *, const i32 *, const double *, const i32 *, const i32 *, double *,
                     const i32 *, i32 *, size_t);
static void (*trtrs)(const char *, const char *, const char *, const i32 *, const i32 *, const double *, const i32 *,
                     double *, const i32 *, i32 *, size_t, size_t, size_t);
static void (*syevd)(const char *, const char *, const i32 *, double *, const i32 *, double *, double *, const i32 *,
                     i32 *, const i32 *, i32 *, size_t, size_t);
static void (*gesdd)(const char *, const i32 *, const i32 *, double *, const i32 *, double *, double *, const i32 *,
                     double *, const i32 *, double *, const i32 *, i32 *, i32 *, size_t);

static bool look_up(void *library) {
  if (!library) return false;
  *(void **)&potrf = dlsym(library, "dpotrf_");
  *(void **)&getrf = dlsym(library, "dgetrf_");
  *(void **)&getrs = dlsym(library, "dgetrs_");
  *(void **)&trtrs = dlsym(library, "dtrtrs_");
  *(void **)&syevd = dlsym(library, "dsyevd_");
  *(void **)&gesdd = dlsym(library, "dgesdd_");
  return potrf && getrf && getrs && trtrs && syevd && gesdd;
}

static void open_lapack(void) {
  is_complete = look_up(blas_library()) || look_up(dlopen("liblapack.so.3", RTLD_NOW | RTLD_LOCAL));
}

bool lapack_open(void) {
  pthread_once(&once, open_lapack);
  return is_complete;
}

static i32 at_least_one(i32 size) { return size < 1 ? 1 : size; }

int32_t lapack_cholesky(i32 n, double *a) {
  i32 lead = at_least_one(n), info = 0;
  potrf("U", &n, a, &lead, &info, 1);
  return info;
}

int32_t lapack_factor(i32 n, double *a, i32 *pivots) {
  i32 lead = at_least_one(n), info = 0;
  getrf(&n, &n, a, &lead, pivots, &info);
  return info;
}

int32_t lapack_solve_transposed(i32 n, i32 m, const double *a, const i32 *pivots, double *b) {
  i32 lead = at_least_one(n), info = 0;
  getrs("T", &n, &m, a, &lead, pivots, b, &lead, &info, 1);
  return info;
}

int32_t lapack_triangle_transposed(bool is_upper, i32 n, i32 m, const double *a, double *b) {
  i32 lead = at_least_one(n), info = 0;
  trtrs(is_upper ? "U" : "L", "T", "N", &n, &m, a, &lead, b, &lead, &info, 1, 1, 1);
  return info;
}

int32_t lapack_eigen(i32 n, double *a, double *values) {
  i32 lead = at_least_one(n), info = 0, ask = -1, integers = 1;
  double size = 1;
  syevd("V", "U", &n, a, &lead, values, &size, &ask, &integers, &ask, &info, 1, 1);
  if (info != 0) return info;
  i32 length = at_least_one((i32)size);
  double *work = malloc((size_t)length * sizeof *work);
  i32 *whole = malloc((size_t)at_least_one(integers) * sizeof *whole);
  info = -1;
  if (work && whole) syevd("V", "U", &n, a, &lead, values, work, &length, whole, &integers, &info, 1, 1);
  free(work);
  free(whole);
  return info;
}

int32_t lapack_singular(i32 m, i32 n, double *a, double *values, double *u, double *vt) {
  i32 k = at_least_one(m < n ? m : n), lead = at_least_one(m), info = 0, ask = -1;
  double size = 1;
  i32 *whole = malloc((size_t)k * 8 * sizeof *whole);
  if (!whole) return -1;
  gesdd("S", &m, &n, a, &lead, values, u, &lead, vt, &k, &size, &ask, whole, &info, 1);
  i32 length = at_least_one((i32)size);
  double *work = info == 0 ? malloc((size_t)length * sizeof *work) : NULL;
  if (work)
    gesdd("S", &m, &n, a, &lead, values, u, &lead, vt, &k, work, &length, whole, &info, 1);
  else
    info = -1;
  free(work);
  free(whole);
  return info;
}
