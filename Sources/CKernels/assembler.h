// The few x86-64 instructions that `native.c` writes: vectors with VEX prefixes, addresses, and a loop around them.
// Neighbours: `native.c` chooses instructions and registers. Encodings: Intel's manual, volume 2.
#ifndef ASSEMBLER_H
#define ASSEMBLER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Bytes being written. What does not fit is dropped, and `is_full` says so.
typedef struct {
  uint8_t *bytes;
  int32_t count, capacity;
  bool is_full;
} code;

static inline void put(code *c, uint8_t byte) {
  if (c->count < c->capacity) c->bytes[c->count++] = byte;
  else c->is_full = true;
}

static inline void put32(code *c, int32_t value) {
  for (int shift = 0; shift < 32; shift += 8) put(c, (uint8_t)((uint32_t)value >> shift));
}

// General registers by number.
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

/// Opcode maps and mandatory prefixes, as VEX numbers them.
enum { MAP_0F = 1, MAP_0F38, MAP_0F3A };
enum { PREFIX_NONE, PREFIX_66, PREFIX_F3, PREFIX_F2 };

/// How an operation is encoded: its map, prefix and opcode, and whether it works on 256 bits.
typedef struct {
  uint8_t map, prefix, opcode;
  bool is_wide;
} form;

/// Three-byte VEX prefix and opcode. `r`, `x`, `b` are the fourth bits of register, index and base.
static inline void put_vex(code *c, form f, int reg, int vvvv, bool x, bool b) {
  put(c, 0xc4);
  put(c, (uint8_t)((reg < 8) << 7 | !x << 6 | !b << 5 | f.map));
  put(c, (uint8_t)((~vvvv & 15) << 3 | f.is_wide << 2 | f.prefix));
  put(c, f.opcode);
}

/// reg ← vvvv op rm, vector registers all. Operations with two operands leave `vvvv` 0.
static inline void put_registers(code *c, form f, int reg, int vvvv, int rm) {
  put_vex(c, f, reg, vvvv, false, rm >= 8);
  put(c, (uint8_t)(0xc0 | (reg & 7) << 3 | (rm & 7)));
}

/// reg ← vvvv op [base + index · 2^scale].
static inline void put_memory(code *c, form f, int reg, int vvvv, int base, int index, int scale) {
  put_vex(c, f, reg, vvvv, index >= 8, base >= 8);
  put(c, (uint8_t)(0x44 | (reg & 7) << 3));
  put(c, (uint8_t)(scale << 6 | (index & 7) << 3 | (base & 7)));
  put(c, 0);
}

/// reg ← [base].
static inline void put_load_at(code *c, form f, int reg, int base) {
  put_vex(c, f, reg, 0, false, base >= 8);
  put(c, (uint8_t)(0x80 | (reg & 7) << 3 | (base & 7)));
  put32(c, 0);
}

/// to ← [base + distance], general registers; `base` is neither rsp nor r12.
static inline void put_pointer(code *c, int to, int base, int32_t distance) {
  put(c, (uint8_t)(0x48 | (to >= 8) << 2 | (base >= 8)));
  put(c, 0x8b);
  put(c, (uint8_t)(0x80 | (to & 7) << 3 | (base & 7)));
  put32(c, distance);
}

static inline void put_push(code *c, int reg) {
  if (reg >= 8) put(c, 0x41);
  put(c, (uint8_t)(0x50 | (reg & 7)));
}

static inline void put_pop(code *c, int reg) {
  if (reg >= 8) put(c, 0x41);
  put(c, (uint8_t)(0x58 | (reg & 7)));
}

/// reg ← reg + value, of 64 bits.
static inline void put_add(code *c, int reg, int8_t value) {
  put(c, (uint8_t)(0x48 | (reg >= 8)));
  put(c, 0x83);
  put(c, (uint8_t)(0xc0 | (reg & 7)));
  put(c, (uint8_t)value);
}

/// Compares two of the first eight general registers, of 64 bits.
static inline void put_compare(code *c, int left, int right) {
  put(c, 0x48);
  put(c, 0x39);
  put(c, (uint8_t)(0xc0 | right << 3 | left));
}

/// Conditions of jumps.
enum { IF_LESS = 0x8c, IF_NOT_LESS, IF_NOT_GREATER, IF_GREATER };

/// A jump whose target is set later; returns its place.
static inline int32_t put_jump(code *c, uint8_t condition) {
  put(c, 0x0f);
  put(c, condition);
  put32(c, 0);
  return c->count;
}

static inline void set_target(code *c, int32_t jump, int32_t target) {
  if (c->is_full) return;
  int32_t distance = target - jump;
  memcpy(c->bytes + jump - 4, &distance, 4);
}

#endif
