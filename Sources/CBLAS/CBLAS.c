// Opens OpenBLAS (or another CBLAS) at run time, told to start no threads of its own.
// Neighbours: the engine's pool divides the work.
#include "CBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

typedef void (*sgemm_fn)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *,
                         int);
typedef void (*dgemm_fn)(int, int, int, int, int, int, double, const double *, int, const double *, int, double,
                         double *, int);

enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *opened;
static sgemm_fn sgemm;
static dgemm_fn dgemm;

// The library knows CPUs by model number and takes its slowest kernels for ones it has not heard of (a fifth
// of the speed): what counts is which instructions there are. A user's own choice is kept.
static void name_core(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    setenv("OPENBLAS_CORETYPE", "Haswell", 0);
#endif
}

static void open_library(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libblas.so.3", "libcblas.so.3",
                                      "libblas.so"};
  // The library reads these when it is loaded; its own threads would spin beside ours.
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  name_core();
  for (unsigned long i = 0; i < sizeof names / sizeof names[0]; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    sgemm_fn s = (sgemm_fn)dlsym(library, "cblas_sgemm");
    dgemm_fn d = (dgemm_fn)dlsym(library, "cblas_dgemm");
    void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    if (s && d) {
      if (set_threads) set_threads(1);
      opened = library;
      sgemm = s;
      dgemm = d;
      return;
    }
    dlclose(library);
  }
}

bool blas_open(void) {
  pthread_once(&once, open_library);
  return sgemm != NULL;
}

bool blas_is_open(void) { return sgemm != NULL; }

void *blas_library(void) { return blas_open() ? opened : NULL; }

void blas_sgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const float *a, int32_t a_row,
                const float *b, int32_t b_row, float *c, int32_t c_row) {
  sgemm(ROW_MAJOR, transpose_a ? TRANSPOSED : PLAIN, transpose_b ? TRANSPOSED : PLAIN, m, n, k, 1, a, a_row, b, b_row,
        0, c, c_row);
}

void blas_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const double *a, int32_t a_row,
                const double *b, int32_t b_row, double *c, int32_t c_row) {
  dgemm(ROW_MAJOR, transpose_a ? TRANSPOSED : PLAIN, transpose_b ? TRANSPOSED : PLAIN, m, n, k, 1, a, a_row, b, b_row,
        0, c, c_row);
}
