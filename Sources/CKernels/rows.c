// Kernels of whole rows, at the CPU's level.
// Neighbours: `rows.inc` has the loops.
/// Rows whose logarithms are taken at one go.
enum { ROWS_TOGETHER = 64 };
#define LEVELS_WITH_FULL_VECTORS
#define LEVEL_FILE "rows_levels.inc"
#include "levels.h"

void ck_softmax(void *to, const void *from, int64_t rows, int64_t columns, int32_t mode, bool is_double) {
  if (columns <= 0) return;
  if (mode == 0) {
    if (is_double) CHOOSE(softmax_f64)(to, from, rows, columns);
    else CHOOSE(softmax_f32)(to, from, rows, columns);
  } else {
    if (is_double) CHOOSE(log_softmax_f64)(to, from, rows, columns);
    else CHOOSE(log_softmax_f32)(to, from, rows, columns);
  }
}

void ck_softmax_xent(void *to, const void *logits, const int32_t *labels, int64_t rows, int64_t columns,
                     bool is_double) {
  if (columns <= 0) {
    // The sum over no classes is 0: its log, and so the loss, has no value.
    for (int64_t i = 0; i < rows; i++) {
      if (is_double) ((double *)to)[i] = NAN;
      else ((float *)to)[i] = NAN;
    }
    return;
  }
  if (is_double) CHOOSE(xent_f64)(to, logits, labels, rows, columns);
  else CHOOSE(xent_f32)(to, logits, labels, rows, columns);
}

void ck_threefry(uint32_t *to, uint32_t key0, uint32_t key1, int64_t first, int64_t count) {
  CHOOSE(threefry)(to, key0, key1, first, count);
}
