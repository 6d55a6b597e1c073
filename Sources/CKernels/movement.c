// Copies between arrays with strides.
// Neighbours: `Engine/Kernels/Movement.swift` says which; plain views need no copy at all.
#include <string.h>

#include "CKernels.h"
#include "shortrows.h"

#define LEVEL_FILE "squares.inc"
#include "levels.h"

// As `turn_f32`, of bytes: in tiles, so that each cache line is used up while it is there.
static void turn_bytes(uint8_t *to, int64_t to_row, const uint8_t *from, int64_t from_row, int64_t rows, int64_t columns) {
  for (int64_t c = 0; c < columns; c += 16)
    for (int64_t r = 0; r < rows; r += 16) {
      int64_t r1 = r + 16 < rows ? r + 16 : rows, c1 = c + 16 < columns ? c + 16 : columns;
      for (int64_t i = c; i < c1; i++)
        for (int64_t j = r; j < r1; j++) to[i * to_row + j] = from[j * from_row + i];
    }
}

static void copy_row(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t n, int32_t size) {
  if (to_step == 1 && from_step == 1) {
    memcpy(to, from, (size_t)(n * size));
  } else if (size == 4) {
    for (int64_t i = 0; i < n; i++) ((uint32_t *)to)[i * to_step] = ((const uint32_t *)from)[i * from_step];
  } else if (size == 8) {
    for (int64_t i = 0; i < n; i++) ((uint64_t *)to)[i * to_step] = ((const uint64_t *)from)[i * from_step];
  } else {
    for (int64_t i = 0; i < n; i++) to[i * to_step] = from[i * from_step];
  }
}

static void copy_axis(char *to, const int64_t *to_strides, const char *from, const int64_t *from_strides,
                      const int64_t *dims, int32_t rank, int32_t size) {
  if (rank == 1) {
    copy_row(to, to_strides[0], from, from_strides[0], dims[0], size);
    return;
  }
  if (rank == 2 && to_strides[1] == 1 && from_strides[0] == 1 && dims[0] > 1 && dims[1] > 1) {
    // A plane whose rows are contiguous on one side and whose columns are on the other.
    if (size == 4) CHOOSE(turn_f32)((float *)to, to_strides[0], (const float *)from, from_strides[1], dims[1], dims[0]);
    else if (size == 8) CHOOSE(turn_f64)((double *)to, to_strides[0], (const double *)from, from_strides[1], dims[1], dims[0]);
    else turn_bytes((uint8_t *)to, to_strides[0], (const uint8_t *)from, from_strides[1], dims[1], dims[0]);
    return;
  }
  if (rank == 2 && size == 4 && to_strides[1] == 1 && from_strides[1] == 1 && dims[1] <= SHORT_ROW) {
    copy_short_rows((uint32_t *)to, to_strides[0], (const uint32_t *)from, from_strides[0], dims[0], dims[1]);
    return;
  }
  for (int64_t i = 0; i < dims[0]; i++)
    copy_axis(to + i * to_strides[0] * size, to_strides + 1, from + i * from_strides[0] * size, from_strides + 1,
              dims + 1, rank - 1, size);
}

void ck_copy(void *to, const int64_t *to_strides, const void *from, const int64_t *from_strides,
             const int64_t *dims, int32_t rank, int32_t size) {
  for (int32_t i = 0; i < rank; i++)
    if (dims[i] <= 0) return;
  if (rank == 0) memcpy(to, from, (size_t)size);
  else copy_axis(to, to_strides, from, from_strides, dims, rank, size);
}
