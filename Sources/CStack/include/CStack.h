// Bounds of the present thread's stack: a GNU extension that Swift's Glibc module does not show.
#ifndef ADVNB_CSTACK_H
#define ADVNB_CSTACK_H

#include <stddef.h>

/// Lowest address of the present thread's stack and its size in bytes; 0 on success.
int advnb_stack_bounds(void **lowest, size_t *size);

#endif
