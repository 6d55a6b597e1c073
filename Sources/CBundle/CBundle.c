// The table of embedded files: a new one needs its array here and its line in `files` below.
// Neighbours: `CBundle.h` (how it is read), `adv/` and `data/` (what is in it).
#include "CBundle.h"

// `#embed` is C23; this compiler has it in every C mode and only remarks that it is new.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Each array ends with a zero that is not counted, so that an empty file is still an array.
static const unsigned char prelude_adv[] = {
#embed "adv/prelude.adv" suffix(, )
    0};
static const unsigned char digits_csv_gz[] = {
#embed "data/digits.csv.gz" suffix(, )
    0};

struct file {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

#define ENTRY(name, array) {name, array, sizeof(array) - 1}

static const struct file files[] = {
    ENTRY("adv/prelude.adv", prelude_adv),
    ENTRY("data/digits.csv.gz", digits_csv_gz),
};

static const size_t count = sizeof(files) / sizeof(files[0]);

size_t advnb_bundle_count(void) { return count; }

const char *advnb_bundle_name(size_t index) { return index < count ? files[index].name : NULL; }

const unsigned char *advnb_bundle_bytes(size_t index) { return index < count ? files[index].bytes : NULL; }

size_t advnb_bundle_size(size_t index) { return index < count ? files[index].size : 0; }
