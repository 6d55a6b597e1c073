// Compiles a list of kernels once for each level of vector instructions; the CPU chooses at run time.
// Neighbours: set LEVEL_FILE, include this, and read one of three `NAME`s by `ck_level()`.
// `prfchw` is not asked for by `level.c`: the instruction is a hint, and processors with AVX2 that lack it do nothing.
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernels.h"

#define PASTE2(a, b) a##_##b
#define PASTE(a, b) PASTE2(a, b)
#define NAME(x) PASTE(x, LEVEL)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#if defined(__x86_64__)
#define LEVEL v3
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,f16c,prfchw"))), apply_to = function)
#include LEVEL_FILE
#pragma clang attribute pop
#undef LEVEL
#define LEVEL v4
#define LEVEL_IS_WIDE
#ifdef LEVELS_WITH_FULL_VECTORS
#pragma clang attribute push(                                                                          \
    __attribute__((target("avx2,fma,bmi,bmi2,f16c,prfchw,avx512f,avx512bw,avx512cd,avx512dq,avx512vl"))),     \
    apply_to = function)
#else
#pragma clang attribute push(                                                                          \
    __attribute__((                                                                                    \
        target("avx2,fma,bmi,bmi2,f16c,prfchw,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,prefer-256-bit"))), \
    apply_to = function)
#endif
#include LEVEL_FILE
#pragma clang attribute pop
#undef LEVEL_IS_WIDE
#undef LEVEL
#define CHOOSE(x) (ck_level() == 2 ? x##_v4 : ck_level() == 1 ? x##_v3 : x##_v0)
#else
#define CHOOSE(x) (x##_v0)
#endif
#define LEVEL v0
#include LEVEL_FILE
#undef LEVEL
