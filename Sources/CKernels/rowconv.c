// Convolutions with few outputs, at the CPU's level.
// Neighbours: `rowconv.inc` has the loops, `convpack.h` pads the planes; `Engine/Kernels/RowStep.swift` divides.
#define LEVEL_FILE "rowconv_levels.inc"
#define LEVELS_WITH_FULL_VECTORS
#include "convpack.h"

// One class of places: sums of `outputs` · `folds` rows of taps, `fold_rows` rows of the plane apart.
typedef struct {
  int64_t rows, columns, pitch, outputs, folds, fold_rows;
  const int32_t *offsets;
  int64_t k, result_output, result_row, result_column;
} row_work;

#include "levels.h"

#define ROWS(S, T)                                                                                     \
  static void pack_rows_##S(const ck_conv *c, T *to, const T *from, int64_t row, int64_t column,       \
                            const int32_t *order) {                                                    \
    for (int64_t n = 0; n < c->class_count; n++) {                                                     \
      const ck_conv_class *class = &c->classes[n];                                                     \
      for (int64_t q = 0; q < class->k; q++)                                                           \
        for (int64_t o = 0; o < c->outputs; o++)                                                       \
          for (int64_t t = 0; t < class->folds; t++)                                                   \
            *to++ = from[o * row + order[class->start + q * class->folds + t] * column];               \
    }                                                                                                  \
  }                                                                                                    \
  static void rows_##S(const ck_conv *c, T *result, const T *image, const T *kernel,                   \
                       const ck_conv_part *part, T *scratch) {                                         \
    T *sums = scratch + c->own * c->plane;                                                             \
    for (int64_t i = 0; i < part->images; i++, image += c->image_distance, result += c->result_distance) { \
      for (int64_t j = 0; j < c->own; j++)                                                             \
        pack_plane_##T(scratch + j * c->plane, image + j * c->channel_distance, c, part->row, part->column); \
      for (int64_t n = 0; n < c->class_count; n++) {                                                   \
        const ck_conv_class *class = &c->classes[n];                                                   \
        int64_t row = part->row * c->y.classes + class->row;                                           \
        int64_t column = part->column * c->x.classes + class->column;                                  \
        row_work w = {smaller(part->rows, class->rows - part->row),                                    \
                      smaller(part->columns, class->columns - part->column), c->x.length, c->outputs,  \
                      class->folds, c->fold_rows, class->offsets, class->k,                            \
                      c->y.places * c->x.places, c->y.classes * c->x.places, c->x.classes};            \
        if (w.rows > 0 && w.columns > 0)                                                               \
          CHOOSE(row_conv_##S)(&w, result + row * c->x.places + column, sums, scratch,                 \
                               kernel + class->start * c->outputs);                                    \
      }                                                                                                \
    }                                                                                                  \
  }

ROWS(f32, float)
ROWS(f64, double)

void ck_conv_pack_rows(const ck_conv *c, void *to, const void *from, int64_t row, int64_t column, const int32_t *order,
                       bool is_double) {
  if (is_double) pack_rows_f64(c, to, from, row, column, order);
  else pack_rows_f32(c, to, from, row, column, order);
}

void ck_conv_rows(const ck_conv *c, void *result, const void *image, const void *kernel, const ck_conv_part *part,
                  void *scratch, bool is_double) {
  if (is_double) rows_f64(c, result, image, kernel, part, scratch);
  else rows_f32(c, result, image, kernel, part, scratch);
}
