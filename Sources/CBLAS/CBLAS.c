// Opens OpenBLAS (or another CBLAS) at run time, told to start no threads of its own.
// Neighbours: `lapack.c` takes its functions from it.
#include "CBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *opened;

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
    void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    if (dlsym(library, "cblas_dgemm")) {
      if (set_threads) set_threads(1);
      opened = library;
      return;
    }
    dlclose(library);
  }
}

void *blas_library(void) {
  pthread_once(&once, open_library);
  return opened;
}
