// Which vector instructions this CPU has.
// Neighbours: `levels.h`.
#include "CKernels.h"

#include <stdatomic.h>

// 3: not asked for. A test may lower the level to show that the bits are the same.
static int32_t highest = 3;

void ck_limit_level(int32_t level) { highest = level; }

static int32_t cpu_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd"))
    return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

int32_t ck_level(void) {
  // Asked before every kernel; whoever comes first finds out.
  static _Atomic int32_t known = -1;
  int32_t level = atomic_load_explicit(&known, memory_order_relaxed);
  if (level < 0) {
    level = cpu_level();
    atomic_store_explicit(&known, level, memory_order_relaxed);
  }
  return level < highest ? level : highest;
}
