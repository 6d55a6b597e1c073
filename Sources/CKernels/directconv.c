// Direct convolutions: planes are padded, kernels packed by blocks of outputs, and sums kept in registers.
// Neighbours: `directconv.inc` has the tiles; `Engine/Kernels/DirectConvolution.swift` says which places and taps.
#define LEVEL_FILE "directconv_levels.inc"
#define LEVELS_WITH_FULL_VECTORS
#include "convpack.h"

// What a tile needs to know: sums of places `sums_row` and `sums_column` apart, planes with rows `pitch` apart.
typedef struct {
  int64_t sums_image, sums_row, sums_column;
  int64_t image, pitch;
  int64_t images, rows, columns;
  const int32_t *offsets;
  int64_t k;
  bool adds;
} ck_conv_sum;

#include "levels.h"

// MARK: Packing

// Rows of the packed kernel hold one product's factors for the outputs of a block.
#define KERNEL(S, T)                                                                                   \
  static void pack_kernel_##S(T *to, const T *from, int64_t row, int64_t column, const int32_t *order, \
                              int64_t k, int64_t lanes) {                                              \
    enum { width = CONV_WIDTH_##S };                                                                   \
    if (lanes < width) memset(to, 0, (size_t)(k * width) * sizeof(T));                                 \
    if (!order && column == 1) {                                                                       \
      CHOOSE(turn_##S)(to, width, from, row, lanes, k);                                                \
      return;                                                                                          \
    }                                                                                                  \
    for (int64_t o = 0; o < lanes; o++)                                                                \
      for (int64_t q = 0; q < k; q++)                                                                  \
        to[q * width + o] = from[o * row + (order ? order[q] : q) * column];                           \
  }

KERNEL(f32, float)
KERNEL(f64, double)

void ck_conv_pack_kernel(void *to, const void *from, int64_t row, int64_t column, const int32_t *order, int64_t k,
                         int64_t lanes, bool is_double) {
  if (is_double) pack_kernel_f64(to, from, row, column, order, k, lanes);
  else pack_kernel_f32(to, from, row, column, order, k, lanes);
}

int64_t ck_conv_width(bool is_double) { return is_double ? CONV_WIDTH_f64 : CONV_WIDTH_f32; }

// MARK: Images

// All outputs of a part of the places of some images: sums first, then turned into planes.
#define IMAGES(S, T)                                                                                   \
  static void store_##S(const ck_conv *c, T *result, const T *sums, int64_t images, int64_t height,    \
                        int64_t width, int64_t lanes) {                                                \
    int64_t row = c->x.places, plane = c->y.places * row;                                              \
    /* Whole rows follow each other. */                                                                \
    int64_t pieces = width == row ? 1 : height, length = width * height / pieces;                      \
    for (int64_t i = 0; i < images; i++)                                                               \
      for (int64_t y = 0; y < pieces; y++, sums += length * CONV_WIDTH_##S)                            \
        CHOOSE(turn_##S)(result + i * c->result_distance + y * row, plane, sums, CONV_WIDTH_##S,       \
                              length, lanes);                                                          \
  }                                                                                                    \
  static void images_##S(const ck_conv *c, T *result, const T *image, const T *kernel,                 \
                         const ck_conv_part *part, T *scratch) {                                       \
    enum { lanes = CONV_WIDTH_##S };                                                                   \
    int64_t packed = c->own * c->plane, images = part->images;                                         \
    for (int64_t i = 0; i < images; i++)                                                               \
      for (int64_t j = 0; j < c->own; j++)                                                             \
        pack_plane_##T(scratch + i * packed + j * c->plane,                                            \
                       image + i * c->image_distance + j * c->channel_distance, c, part->row,          \
                       part->column);                                                                  \
    T *sums = scratch + images * packed;                                                               \
    int64_t top = part->row * c->y.classes, left = part->column * c->x.classes;                        \
    int64_t height = smaller(part->rows * c->y.classes, c->y.places - top);                            \
    int64_t width = smaller(part->columns * c->x.classes, c->x.places - left);                         \
    result += top * c->x.places + left;                                                                \
    for (int64_t o = 0; o < c->outputs; o += lanes, kernel += c->k * lanes) {                          \
      int64_t used = smaller(lanes, c->outputs - o);                                                   \
      for (int64_t n = 0; n < c->class_count; n++) {                                                   \
        const ck_conv_class *class = &c->classes[n];                                                   \
        ck_conv_sum sum = {height * width * lanes, c->y.classes * width * lanes, c->x.classes * lanes, \
                           packed, c->x.length, images,                                                \
                           smaller(part->rows, class->rows - part->row),                               \
                           smaller(part->columns, class->columns - part->column),                      \
                           class->offsets, class->k, false};                                           \
        if (sum.rows > 0 && sum.columns > 0)                                                           \
          CHOOSE(conv_sum_##S)(&sum, sums + (class->row * width + class->column) * lanes, scratch,     \
                               kernel + class->start * lanes, used);                                   \
      }                                                                                                \
      if (part->bias)                                                                                  \
        CHOOSE(conv_finish_##S)(sums, images * height * width, (const T *)part->bias + o, used,        \
                                part->clamps);                                                         \
      store_##S(c, result + o * c->y.places * c->x.places, sums, images, height, width, used);         \
    }                                                                                                  \
  }

IMAGES(f32, float)
IMAGES(f64, double)

void ck_conv_images(const ck_conv *c, void *result, const void *image, const void *kernel, const ck_conv_part *part,
                    void *scratch, bool is_double) {
  if (is_double) images_f64(c, result, image, kernel, part, scratch);
  else images_f32(c, result, image, kernel, part, scratch);
}

// MARK: Long sums

// As in the gradient of weights: few places, many taps; sums[image, place, lane] over channels first..<last.
#define LONG(S, T)                                                                                     \
  static void long_##S(const ck_conv *c, T *sums, const T *image, const T *kernel,                     \
                       const ck_conv_long *l, int64_t lanes, T *scratch) {                             \
    enum { width = CONV_WIDTH_##S };                                                                   \
    int64_t taps = c->k / l->channels, places = c->y.places * c->x.places;                             \
    T *planes = scratch + c->k * width;                                                                \
    for (int64_t first = l->first; first < l->last; first += l->channels) {                            \
      int64_t channels = smaller(l->channels, l->last - first);                                        \
      for (int64_t j = 0; j < channels; j++)                                                           \
        pack_kernel_##S(scratch + j * taps * width, kernel + (first + j) * l->kernel_channel,          \
                        l->kernel_row, l->kernel_column, NULL, taps, lanes);                           \
      for (int64_t i = 0; i < c->images; i += l->images) {                                             \
        int64_t images = smaller(l->images, c->images - i), packed = channels * c->plane;              \
        for (int64_t n = 0; n < images; n++)                                                           \
          for (int64_t j = 0; j < channels; j++)                                                       \
            pack_plane_##T(planes + n * packed + j * c->plane,                                         \
                           image + (i + n) * c->image_distance + (first + j) * c->channel_distance,    \
                           c, 0, 0);                                                                   \
        ck_conv_sum sum = {places * width, c->x.places * width, width, packed, c->x.length, images,    \
                           c->y.places, c->x.places, c->classes->offsets, channels * taps,             \
                           first > l->first};                                                          \
        CHOOSE(conv_sum_##S)(&sum, sums + i * places * width, planes, scratch, lanes);                 \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
  static void add_##S(const ck_conv *c, T *result, const T *sums, int64_t parts, int64_t part,         \
                      int64_t lanes, const int64_t distances[3]) {                                     \
    enum { width = CONV_WIDTH_##S };                                                                   \
    int64_t places = c->y.places * c->x.places;                                                        \
    for (int64_t i = 0; i < c->images; i++)                                                            \
      for (int64_t p = 0; p < places; p++, sums += width) {                                            \
        T total[width];                                                                                \
        for (int64_t l = 0; l < width; l++) total[l] = sums[l];                                        \
        for (int64_t n = 1; n < parts; n++)                                                            \
          for (int64_t l = 0; l < width; l++) total[l] += sums[n * part + l];                          \
        T *d = result + i * distances[0] + p * distances[2];                                           \
        for (int64_t l = 0; l < lanes; l++) d[l * distances[1]] = total[l];                            \
      }                                                                                                \
  }

LONG(f32, float)
LONG(f64, double)

void ck_conv_long_sums(const ck_conv *c, void *sums, const void *image, const void *kernel, const ck_conv_long *l,
                       int64_t lanes, void *scratch, bool is_double) {
  if (is_double) long_f64(c, sums, image, kernel, l, lanes, scratch);
  else long_f32(c, sums, image, kernel, l, lanes, scratch);
}

void ck_conv_add_parts(const ck_conv *c, void *result, const void *sums, int64_t parts, int64_t part, int64_t lanes,
                       const int64_t distances[3], bool is_double) {
  if (is_double) add_f64(c, result, sums, parts, part, lanes, distances);
  else add_f32(c, result, sums, parts, part, lanes, distances);
}
