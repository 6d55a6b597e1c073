// libpng and zlib as plain calls from bytes to bytes: no files, no longjmp across Swift, no state kept.
// Neighbours: `CPNG.c` (PNG), `CInflate.c` (deflate and CRC-32), `CSHA256.c`, the Swift target `Formats`.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

/// What a PNG's header says, and what its pixels look like once palette and transparency are expanded.
typedef struct {
  uint32_t width, height;
  int bit_depth;   // as stored: 1, 2, 4, 8, 16
  int color_type;  // as stored: 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA
  int interlaced;  // 1 for Adam7
  int channels;    // expanded: 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA
  int sample_bits; // expanded: 8 or 16
} advnb_png_info;

/// Why a PNG was refused: libpng's words, and how many bytes it had read.
typedef struct {
  char message[160];
  size_t offset;
} advnb_png_failure;

/// Reads the chunks before the pixels. 0 on success, else `failure` is filled.
int advnb_png_read_info(const uint8_t *bytes, size_t count, advnb_png_info *info, advnb_png_failure *failure);

/// Reads the whole file and writes its expanded samples, row by row, into `samples`.
///
/// Samples of 16 bits are in the machine's byte order. `capacity` is in bytes and must be exactly
/// width * height * channels * sample_bits / 8. 0 on success, else `failure` is filled.
int advnb_png_read_samples(
    const uint8_t *bytes, size_t count, void *samples, size_t capacity, advnb_png_failure *failure);

/// As `advnb_png_read_samples`, but as stored: palette indices stay, one byte for a sample of 1 to 8 bits.
int advnb_png_read_native(
    const uint8_t *bytes, size_t count, void *samples, size_t capacity, advnb_png_failure *failure);

/// Writes a PNG of 8-bit samples (1 to 4 channels): IHDR, IDAT and IEND, nothing else.
///
/// The result is allocated here and goes back through `advnb_png_free`. 0 on success.
int advnb_png_write(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels, uint8_t **out, size_t *out_count,
    advnb_png_failure *failure);

void advnb_png_free(uint8_t *bytes);

/// The wrapper around a deflate stream.
enum { ADVNB_DEFLATE_RAW = 0, ADVNB_DEFLATE_GZIP = 1 };

/// How `advnb_inflate` ended.
enum { ADVNB_INFLATE_DONE = 0, ADVNB_INFLATE_FULL = 1, ADVNB_INFLATE_SHORT = 2, ADVNB_INFLATE_DAMAGED = 3 };

typedef struct {
  int status;      // one of ADVNB_INFLATE_...
  size_t consumed; // bytes of input read
  size_t produced; // bytes of output made
} advnb_inflate_result;

/// Inflates at most `capacity` bytes into `out`; with `out` NULL it only counts them.
///
/// A gzip stream may have several members, one after another; a raw stream is one. FULL: the output is
/// longer than `capacity`. SHORT: the input ends too soon. DAMAGED: not deflate, or a checksum is wrong.
advnb_inflate_result advnb_inflate(
    const uint8_t *bytes, size_t count, int wrapper, uint8_t *out, size_t capacity);

/// CRC-32 of `count` bytes, as zip and PNG have it.
uint32_t advnb_crc32(const uint8_t *bytes, size_t count);

/// SHA-256 of `count` bytes (FIPS 180-4), 32 bytes into `digest`; `plain` keeps to plain C, for tests.
void advnb_sha256(const uint8_t *bytes, size_t count, int plain, uint8_t *digest);

#endif
