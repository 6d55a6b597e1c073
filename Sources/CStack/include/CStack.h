// What is left of stack and heap: GNU extensions that Swift's Glibc module does not show.
#ifndef ADVNB_CSTACK_H
#define ADVNB_CSTACK_H

#include <stddef.h>

/// Lowest address of the present thread's stack and its size in bytes; 0 on success.
int advnb_stack_bounds(void **lowest, size_t *size);

/// Bytes that the process has allocated on the heap and not freed; walks the heap.
long long advnb_heap_bytes(void);

/// The most memory that the process has held at once, in bytes; cheap.
long long advnb_resident_bytes(void);

#endif
