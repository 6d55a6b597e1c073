// zlib's inflate as one call with a ceiling, so that no input decides how much memory it costs.
// Neighbours: `CPNG.h` (the contract), `Formats/GZip.swift` and `Formats/ZipReader.swift` (its callers).
#include "CPNG.h"

#include <string.h>
#include <zlib.h>

enum { STEP = 1 << 16 };

// What is left of the input and the output; zlib counts both in 32 bits, so they are fed in steps.
typedef struct {
  z_stream stream;
  const uint8_t *bytes;
  size_t count;
  uint8_t *out;
  size_t capacity;
  uint8_t scratch[STEP];
  advnb_inflate_result result;
} job;

// One call of zlib. The status is zlib's, but Z_BUF_ERROR always means: the input has ended.
static int step(job *work) {
  size_t in_left = work->count - work->result.consumed;
  size_t out_left = work->capacity - work->result.produced;
  uInt in_now = in_left < STEP ? (uInt)in_left : STEP;
  // With no room left one byte more is asked for, to tell a stream that ends here from one that goes on.
  int is_spill = work->out == NULL || out_left == 0;
  uInt out_now = is_spill ? (out_left == 0 ? 1 : STEP) : (out_left < STEP ? (uInt)out_left : STEP);
  work->stream.next_in = (Bytef *)work->bytes + work->result.consumed;
  work->stream.avail_in = in_now;
  work->stream.next_out = is_spill ? work->scratch : work->out + work->result.produced;
  work->stream.avail_out = out_now;
  int status = inflate(&work->stream, Z_NO_FLUSH);
  work->result.consumed += in_now - work->stream.avail_in;
  work->result.produced += out_now - work->stream.avail_out;
  return status;
}

// Runs one stream to its end.
static int run(job *work) {
  for (;;) {
    int status = step(work);
    if (work->result.produced > work->capacity) return ADVNB_INFLATE_FULL;
    if (status == Z_STREAM_END) return ADVNB_INFLATE_DONE;
    if (status == Z_BUF_ERROR) return ADVNB_INFLATE_SHORT;
    if (status != Z_OK) return ADVNB_INFLATE_DAMAGED;
  }
}

advnb_inflate_result advnb_inflate(
    const uint8_t *bytes, size_t count, int wrapper, uint8_t *out, size_t capacity) {
  job work;
  memset(&work, 0, sizeof work);
  work.bytes = bytes;
  work.count = count;
  work.out = out;
  work.capacity = capacity;
  int window = wrapper == ADVNB_DEFLATE_GZIP ? 15 + 16 : -15;
  if (inflateInit2(&work.stream, window) != Z_OK) {
    work.result.status = ADVNB_INFLATE_DAMAGED;
    return work.result;
  }
  do {
    work.result.status = run(&work);
  } while (work.result.status == ADVNB_INFLATE_DONE && wrapper == ADVNB_DEFLATE_GZIP
           && work.result.consumed < count && inflateReset(&work.stream) == Z_OK);
  inflateEnd(&work.stream);
  return work.result;
}

uint32_t advnb_crc32(const uint8_t *bytes, size_t count) {
  uLong sum = crc32(0, Z_NULL, 0);
  for (size_t start = 0; start < count;) {
    size_t left = count - start;
    uInt now = left < (1u << 30) ? (uInt)left : (1u << 30);
    sum = crc32(sum, bytes + start, now);
    start += now;
  }
  return (uint32_t)sum;
}
