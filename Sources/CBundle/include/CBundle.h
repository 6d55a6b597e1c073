// Files that travel inside the executable: library sources and small data sets.
// Neighbours: `CBundle.c` (the table), `StandardLibrary` (the reader).
#ifndef CBUNDLE_H
#define CBUNDLE_H

#include <stddef.h>

/// How many files there are; they are numbered from 0.
size_t advnb_bundle_count(void);

/// The path of a file below this target's folder, such as `adv/prelude.adv`; NULL if there is no such number.
const char *advnb_bundle_name(size_t index);

/// The bytes of a file, valid as long as the program runs; NULL if there is no such number.
const unsigned char *advnb_bundle_bytes(size_t index);

/// The number of bytes, without the zero that follows them; 0 if there is no such number.
size_t advnb_bundle_size(size_t index);

#endif
