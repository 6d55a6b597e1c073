// The block machine's table of functions, at the CPU's level.
// Neighbours: `elementwise.inc` has the functions, `loop.c` calls them.
#include "scalar.h"
#define LEVELS_WITH_FULL_VECTORS
#define LEVEL_FILE "elementwise_levels.inc"
#include "levels.h"

const ck_kernel (*ck_kernels(void))[CK_DTYPES] { return CHOOSE(table); }
