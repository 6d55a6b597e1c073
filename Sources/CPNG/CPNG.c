// libpng between two arrays of bytes; its errors come back as values because setjmp stays in here.
// Neighbours: `CPNG.h` (the contract), `Formats/PNG.swift` (limits and words).
#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// One call's state: where reading is, what was written, what went wrong.
typedef struct {
  const uint8_t *bytes;
  size_t count, offset;
  uint8_t *out;
  size_t out_count, out_capacity;
  advnb_png_failure *failure;
} channel;

static void on_error(png_structp png, png_const_charp message) {
  channel *io = png_get_error_ptr(png);
  strncpy(io->failure->message, message, sizeof(io->failure->message) - 1);
  io->failure->offset = io->offset;
  png_longjmp(png, 1);
}

// Warnings concern chunks that do not change the pixels; libpng would print them.
static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_read(png_structp png, png_bytep target, size_t wanted) {
  channel *io = png_get_io_ptr(png);
  if (wanted > io->count - io->offset) png_error(png, "the file ends too soon");
  memcpy(target, io->bytes + io->offset, wanted);
  io->offset += wanted;
}

static void on_write(png_structp png, png_bytep source, size_t count) {
  channel *io = png_get_io_ptr(png);
  if (count > io->out_capacity - io->out_count) {
    size_t needed = io->out_count + count;
    size_t capacity = io->out_capacity * 2 > needed ? io->out_capacity * 2 : needed + 4096;
    uint8_t *larger = realloc(io->out, capacity);
    if (larger == NULL) png_error(png, "out of memory");
    io->out = larger;
    io->out_capacity = capacity;
  }
  memcpy(io->out + io->out_count, source, count);
  io->out_count += count;
}

static void on_flush(png_structp png) { (void)png; }

// Text, profiles and times do not change the samples, and some of them can unpack to any size.
static void ignore_chunks_without_pixels(png_structp png) {
  static const uint8_t names[] =
      "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof(names) / 5));
}

static png_structp begin_reading(channel *io, png_infop *info) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, io, on_error, on_warning);
  if (png == NULL) return NULL;
  *info = png_create_info_struct(png);
  if (*info == NULL) png_destroy_read_struct(&png, NULL, NULL);
  return png;
}

// Sizes are checked by the caller, who knows its own limit; chunks may not ask for more than the file has.
static void set_reader(png_structp png, channel *io) {
  png_set_read_fn(png, io, on_read);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, io->count < 65536 ? 65536 : io->count);
  ignore_chunks_without_pixels(png);
}

static void expand(png_structp png, png_infop info) {
  png_set_expand(png); // palette to RGB, grey of 1, 2, 4 bits to 8, transparency to alpha
  uint16_t one = 1;
  if (*(uint8_t *)&one == 1 && png_get_bit_depth(png, info) == 16) png_set_swap(png);
}

static int fail(advnb_png_failure *failure, const char *message) {
  strncpy(failure->message, message, sizeof(failure->message) - 1);
  return 1;
}

int advnb_png_read_info(const uint8_t *bytes, size_t count, advnb_png_info *out, advnb_png_failure *failure) {
  memset(failure, 0, sizeof *failure);
  memset(out, 0, sizeof *out);
  channel io = {.bytes = bytes, .count = count, .failure = failure};
  png_infop info = NULL;
  png_structp png = begin_reading(&io, &info);
  if (png == NULL) return fail(failure, "out of memory");
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 1;
  }
  set_reader(png, &io);
  png_read_info(png, info);
  out->width = png_get_image_width(png, info);
  out->height = png_get_image_height(png, info);
  out->bit_depth = png_get_bit_depth(png, info);
  out->color_type = png_get_color_type(png, info);
  out->interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  int alpha = (out->color_type & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS);
  out->channels = ((out->color_type & PNG_COLOR_MASK_COLOR) ? 3 : 1) + (alpha ? 1 : 0);
  out->sample_bits = out->bit_depth == 16 ? 16 : 8;
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}

static int read_samples(
    const uint8_t *bytes, size_t count, int native, uint8_t *samples, size_t capacity,
    advnb_png_failure *failure) {
  memset(failure, 0, sizeof *failure);
  channel io = {.bytes = bytes, .count = count, .failure = failure};
  png_infop info = NULL;
  png_structp png = begin_reading(&io, &info);
  if (png == NULL) return fail(failure, "out of memory");
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 1;
  }
  set_reader(png, &io);
  png_read_info(png, info);
  if (native) png_set_packing(png);
  else expand(png, info);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t stride = png_get_rowbytes(png, info);
  uint32_t height = png_get_image_height(png, info);
  if (stride == 0 || capacity / stride != height || capacity % stride != 0)
    png_error(png, "the rows do not have the announced size");
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < height; row++) png_read_row(png, samples + row * stride, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}

int advnb_png_read_samples(
    const uint8_t *bytes, size_t count, void *samples, size_t capacity, advnb_png_failure *failure) {
  return read_samples(bytes, count, 0, samples, capacity, failure);
}

int advnb_png_read_native(
    const uint8_t *bytes, size_t count, void *samples, size_t capacity, advnb_png_failure *failure) {
  return read_samples(bytes, count, 1, samples, capacity, failure);
}

// Level and filters are fixed so that equal samples give equal files.
static void write_image(
    png_structp png, png_infop info, const uint8_t *samples, uint32_t width, uint32_t height, int channels) {
  static const int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                    PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_IHDR(
      png, info, width, height, 8, color_types[channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 9);
  png_set_compression_mem_level(png, 8);
  png_set_compression_strategy(png, 0);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE | PNG_FILTER_SUB | PNG_FILTER_UP);
  png_write_info(png, info);
  size_t stride = (size_t)width * (size_t)channels;
  for (uint32_t row = 0; row < height; row++) png_write_row(png, samples + row * stride);
  png_write_end(png, NULL);
}

// Apart from `advnb_png_write` because what a function changes between setjmp and longjmp is lost to it.
static int write_guarded(
    channel *io, const uint8_t *samples, uint32_t width, uint32_t height, int channels) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, io, on_error, on_warning);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    return fail(io->failure, "out of memory");
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 1;
  }
  png_set_write_fn(png, io, on_write, on_flush);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  write_image(png, info, samples, width, height, channels);
  png_destroy_write_struct(&png, &info);
  return 0;
}

int advnb_png_write(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels, uint8_t **out, size_t *out_count,
    advnb_png_failure *failure) {
  memset(failure, 0, sizeof *failure);
  *out = NULL;
  *out_count = 0;
  if (channels < 1 || channels > 4) return fail(failure, "an image has 1 to 4 channels");
  channel io = {.failure = failure};
  int failed = write_guarded(&io, samples, width, height, channels);
  if (failed) {
    free(io.out);
    return failed;
  }
  *out = io.out;
  *out_count = io.out_count;
  return 0;
}

void advnb_png_free(uint8_t *bytes) { free(bytes); }
