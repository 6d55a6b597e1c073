// Machine code for runs of arithmetic in the block machine's programs: values stay in vector registers from one instruction
// to the next, where the machine would write and read each of them.
// Neighbours: `assembler.h` encodes, `loop.c` calls a run in place of its instructions.
//
// Only operations that IEEE 754 rounds in one way are taken, and none are contracted: the bits are the machine's. A run ends
// where an instruction is none of these, or registers are used up; then another may begin.
#include "CKernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#include <sys/mman.h>

#include "assembler.h"

/// Vector registers, and those for operands that do not change; registers of the machine, bytes of a body, and
/// instructions of a run, at most.
enum { VECTORS = 16, PINNED = 8, REGISTERS = 1024, BODY = 6144, LONGEST = 128 };
/// Instructions from which a run pays.
enum { SHORTEST = 2 };
enum { NONE = -1 };

/// General registers that hold addresses: those that a function may change first.
static const uint8_t address_registers[] = {RAX, RCX, RDX, R8, R9, R10, R11, RBX, RBP, R12, R13, R14, R15};
enum { ADDRESSES = sizeof address_registers, FREE_ADDRESSES = 7 };

struct ck_native {
  uint8_t *bytes;
  size_t count, capacity;
  uint8_t *mapped;
};

/// One attempt to write instructions first..<end.
typedef struct {
  const ck_loop *loop;
  int32_t first, end;
  /// The instruction before which another attempt ends.
  int32_t failed;
  bool is_double, is_scalar, has_failed;
  code body;
  /// By register of the machine: the vector register that holds it, and the place of the one with its address.
  int8_t vector[REGISTERS];
  int8_t address[REGISTERS];
  /// By vector register: whose value it holds, NONE if it is free; and whether memory holds it, too.
  int32_t holds[VECTORS];
  bool in_memory[VECTORS], is_busy[VECTORS], is_pinned[VECTORS];
  int32_t address_count;
} attempt;

// MARK: Instructions

typedef enum { OTHER, UNARY, BINARY, COMPARE, CHOICE, TERNARY } shape;

static shape shape_of(const ck_instr *in) {
  if (in->dtype != CK_F32 && in->dtype != CK_F64) return OTHER;
  switch (in->op) {
    case CK_NEG: case CK_ABS: case CK_SQRT: case CK_RSQRT: case CK_RELU: case CK_COPY: return UNARY;
    case CK_ADD: case CK_SUB: case CK_MUL: case CK_DIV: case CK_MAX: case CK_MIN: case CK_MULNONAN: return BINARY;
    case CK_EQ: case CK_NE: case CK_LT: case CK_LE: case CK_GT: case CK_GE: return COMPARE;
    case CK_SELECT: return CHOICE;
    case CK_CLAMP: return TERNARY;
    default: return OTHER;
  }
}

static int32_t operands_of(const ck_instr *in, uint16_t operands[3]) {
  operands[0] = in->a;
  operands[1] = in->b;
  operands[2] = in->c;
  switch (shape_of(in)) {
    case UNARY: return 1;
    case BINARY: case COMPARE: return 2;
    default: return 3;
  }
}

/// Whether an instruction of first..<end reads register r before one writes it.
static bool is_read(const ck_loop *loop, int32_t first, int32_t end, uint16_t r) {
  for (int32_t i = first; i < end; i++) {
    const ck_instr *in = &loop->instrs[i];
    if (in->a == r || in->b == r || in->c == r) return true;
    if (in->d == r) return false;
  }
  return false;
}

static bool is_written(const ck_loop *loop, int32_t first, int32_t end, uint16_t r) {
  for (int32_t i = first; i < end; i++)
    if (loop->instrs[i].d == r) return true;
  return false;
}

/// Whether what instruction i writes is wanted in memory: as a result, by a sink, or by an instruction after the run.
static bool leaves(const attempt *t, int32_t i) {
  const ck_loop *loop = t->loop;
  uint16_t r = loop->instrs[i].d;
  if (r >= loop->input_count && r < loop->input_count + loop->output_count) return true;
  if (is_written(loop, i + 1, t->end, r)) return false;
  if (is_read(loop, t->end, loop->instr_count, r)) return true;
  if (is_written(loop, t->end, loop->instr_count, r)) return false;
  for (int32_t s = 0; s < loop->sink_count; s++)
    if (loop->sinks[s].reg == r) return true;
  return false;
}

// MARK: Encodings

/// An operation on packed or single numbers of the run's type.
static form arithmetic(const attempt *t, uint8_t opcode) {
  if (t->is_scalar) return (form){MAP_0F, t->is_double ? PREFIX_F2 : PREFIX_F3, opcode, false};
  return (form){MAP_0F, t->is_double ? PREFIX_66 : PREFIX_NONE, opcode, true};
}

/// One that has no form for single numbers: the packed one does no harm.
static form bitwise(const attempt *t, uint8_t opcode) {
  return (form){MAP_0F, t->is_double ? PREFIX_66 : PREFIX_NONE, opcode, !t->is_scalar};
}

enum { LOAD = 0x10, STORE = 0x11, MOVE = 0x28, SQRT = 0x51, AND = 0x54, XOR = 0x57, ADD = 0x58, MUL = 0x59, SUB = 0x5c,
       MIN = 0x5d, DIV = 0x5e, MAX = 0x5f, COMPARISON = 0xc2 };
/// Predicates of comparisons; with a NaN those with NOT and UNEQUAL hold.
enum { IS_EQUAL = 0x00, IS_NAN = 0x03, IS_UNEQUAL = 0x04, IS_LESS = 0x11, IS_LESS_EQUAL = 0x12, IS_NOT_LESS_EQUAL = 0x16,
       IS_GREATER_EQUAL = 0x1d, IS_GREATER = 0x1e };

static void put_comparison(attempt *t, int to, int left, int right, uint8_t predicate) {
  put_registers(&t->body, bitwise(t, COMPARISON), to, left, right);
  put(&t->body, predicate);
}

/// to ← mask ? yes : no.
static void put_choice(attempt *t, int to, int mask, int yes, int no) {
  put_registers(&t->body, (form){MAP_0F3A, PREFIX_66, t->is_double ? 0x4b : 0x4a, !t->is_scalar}, to, no, yes);
  put(&t->body, (uint8_t)(mask << 4));
}

/// to ← all bits set, shifted left or right within each number.
static void put_ones(attempt *t, int to) {
  put_registers(&t->body, (form){MAP_0F, PREFIX_66, 0x76, !t->is_scalar}, to, to, to);
}

static void put_shift(attempt *t, int to, bool left, int bits) {
  put_registers(&t->body, (form){MAP_0F, PREFIX_66, t->is_double ? 0x73 : 0x72, !t->is_scalar}, left ? 6 : 2, to, to);
  put(&t->body, (uint8_t)bits);
}

static int width(const attempt *t) { return t->is_double ? 64 : 32; }
static int lanes(const attempt *t) { return t->is_double ? 4 : 8; }
static int scale(const attempt *t) { return t->is_double ? 3 : 2; }

// MARK: Registers

/// The general register with the address of register r.
static int address_of(attempt *t, uint16_t r) {
  if (t->address[r] == NONE) {
    if (t->address_count == ADDRESSES) {
      t->has_failed = true;
      return RAX;
    }
    t->address[r] = (int8_t)t->address_count++;
  }
  return address_registers[t->address[r]];
}

/// A free vector register, busy for the instruction at hand; copies of memory make room.
static int take(attempt *t) {
  for (int pass = 0; pass < 2; pass++)
    for (int v = 0; v < VECTORS; v++) {
      bool is_free = t->holds[v] == NONE, is_copy = t->in_memory[v] && !t->is_pinned[v];
      if (t->is_busy[v] || !(is_free || (pass == 1 && is_copy))) continue;
      if (!is_free) t->vector[t->holds[v]] = NONE;
      t->holds[v] = NONE;
      t->is_busy[v] = true;
      return v;
    }
  t->has_failed = true;
  return 0;
}

/// Notes that vector register v holds register r.
static void hold(attempt *t, uint16_t r, int v, bool in_memory) {
  t->vector[r] = (int8_t)v;
  t->holds[v] = r;
  t->in_memory[v] = in_memory;
}

/// The vector register with the value of register r, read if none has it.
static int operand(attempt *t, uint16_t r) {
  if (t->vector[r] == NONE) {
    int v = take(t);
    put_memory(&t->body, arithmetic(t, LOAD), v, 0, address_of(t, r), RDI, scale(t));
    hold(t, r, v, true);
  }
  t->is_busy[t->vector[r]] = true;
  return t->vector[r];
}

/// The vector register with the mask that register r holds as bytes of 0 and 1.
static int mask_operand(attempt *t, uint16_t r) {
  if (t->vector[r] != NONE) return operand(t, r);
  int v = take(t), zero = take(t);
  put_registers(&t->body, bitwise(t, XOR), zero, zero, zero);
  if (t->is_scalar) {
    put_memory(&t->body, (form){MAP_0F3A, PREFIX_66, 0x20, false}, v, zero, address_of(t, r), RDI, 0);
    put(&t->body, 0);
  } else {
    put_memory(&t->body, (form){MAP_0F38, PREFIX_66, t->is_double ? 0x32 : 0x31, true}, v, 0, address_of(t, r), RDI, 0);
  }
  form is_greater = {t->is_double ? MAP_0F38 : MAP_0F, PREFIX_66, t->is_double ? 0x37 : 0x66, !t->is_scalar};
  put_registers(&t->body, is_greater, v, v, zero);
  t->is_busy[zero] = false;
  hold(t, r, v, true);
  return v;
}

/// Gives back the operands that nobody reads any more.
static void release(attempt *t, int32_t i) {
  uint16_t operands[3];
  int32_t count = operands_of(&t->loop->instrs[i], operands);
  for (int32_t k = 0; k < count; k++) {
    int v = t->vector[operands[k]];
    if (v == NONE || t->is_pinned[v]) continue;
    bool goes_on = operands[k] != t->loop->instrs[i].d && is_read(t->loop, i + 1, t->end, operands[k]);
    if (goes_on) continue;
    t->vector[operands[k]] = NONE;
    t->holds[v] = NONE;
  }
}

/// Notes that vector register v holds what instruction i writes, and stores it if that is wanted.
static void define(attempt *t, int32_t i, int v, bool is_mask) {
  uint16_t r = t->loop->instrs[i].d;
  if (t->vector[r] != NONE) t->holds[t->vector[r]] = NONE;
  t->vector[r] = NONE;
  bool is_wanted = leaves(t, i);
  if (is_wanted && is_mask) t->has_failed = true;
  if (is_wanted && !is_mask) put_memory(&t->body, arithmetic(t, STORE), v, 0, address_of(t, r), RDI, scale(t));
  if (is_read(t->loop, i + 1, t->end, r)) hold(t, r, v, is_wanted && !is_mask);
}

// MARK: One instruction

/// to ← the larger (smaller) of x and y as the machine has it: a NaN wins, x's before y's, and of equal ones y.
static void put_extreme(attempt *t, int to, uint8_t opcode, int x, int y) {
  int extreme = take(t), mask = take(t);
  put_registers(&t->body, arithmetic(t, opcode), extreme, x, y);
  put_comparison(t, mask, x, x, IS_NAN);
  put_choice(t, to, mask, x, extreme);
  t->is_busy[extreme] = t->is_busy[mask] = false;
}

static void put_unary(attempt *t, uint8_t op, int to, int x) {
  code *c = &t->body;
  int other = take(t);
  switch (op) {
    case CK_NEG:
      put_ones(t, other);
      put_shift(t, other, true, width(t) - 1);
      put_registers(c, bitwise(t, XOR), to, x, other);
      break;
    case CK_ABS:
      put_ones(t, other);
      put_shift(t, other, false, 1);
      put_registers(c, bitwise(t, AND), to, x, other);
      break;
    case CK_SQRT: put_registers(c, arithmetic(t, SQRT), to, t->is_scalar ? x : 0, x); break;
    case CK_RSQRT: {
      // 1.0: the exponent's bits without their highest.
      int root = take(t);
      put_registers(c, arithmetic(t, SQRT), root, t->is_scalar ? x : 0, x);
      put_ones(t, other);
      put_shift(t, other, false, t->is_double ? 54 : 25);
      put_shift(t, other, true, t->is_double ? 52 : 23);
      put_registers(c, arithmetic(t, DIV), to, other, root);
      break;
    }
    case CK_RELU:
      put_registers(c, bitwise(t, XOR), other, other, other);
      put_comparison(t, other, x, other, IS_NOT_LESS_EQUAL);
      put_registers(c, bitwise(t, AND), to, x, other);
      break;
    default: put_registers(c, bitwise(t, MOVE), to, 0, x);
  }
}

static void put_binary(attempt *t, uint8_t op, int to, int x, int y) {
  code *c = &t->body;
  switch (op) {
    case CK_ADD: put_registers(c, arithmetic(t, ADD), to, x, y); break;
    case CK_SUB: put_registers(c, arithmetic(t, SUB), to, x, y); break;
    case CK_MUL: put_registers(c, arithmetic(t, MUL), to, x, y); break;
    case CK_DIV: put_registers(c, arithmetic(t, DIV), to, x, y); break;
    case CK_MAX: put_extreme(t, to, MAX, x, y); break;
    case CK_MIN: put_extreme(t, to, MIN, x, y); break;
    default: {
      // A product that is 0 where y is, whatever x.
      int product = take(t), mask = take(t);
      put_registers(c, arithmetic(t, MUL), product, x, y);
      put_registers(c, bitwise(t, XOR), mask, mask, mask);
      put_comparison(t, mask, y, mask, IS_UNEQUAL);
      put_registers(c, bitwise(t, AND), to, product, mask);
    }
  }
}

static uint8_t predicate_of(uint8_t op) {
  switch (op) {
    case CK_EQ: return IS_EQUAL;
    case CK_NE: return IS_UNEQUAL;
    case CK_LT: return IS_LESS;
    case CK_LE: return IS_LESS_EQUAL;
    case CK_GT: return IS_GREATER;
    default: return IS_GREATER_EQUAL;
  }
}

static void put_instr(attempt *t, int32_t i) {
  const ck_instr *in = &t->loop->instrs[i];
  shape s = shape_of(in);
  memset(t->is_busy, 0, sizeof t->is_busy);
  uint16_t operands[3];
  int v[3], count = operands_of(in, operands);
  for (int k = 0; k < count; k++)
    v[k] = s == CHOICE && k == 0 ? mask_operand(t, operands[k]) : operand(t, operands[k]);
  int to = take(t);
  switch (s) {
    case UNARY: put_unary(t, in->op, to, v[0]); break;
    case BINARY: put_binary(t, in->op, to, v[0], v[1]); break;
    case COMPARE: put_comparison(t, to, v[0], v[1], predicate_of(in->op)); break;
    case CHOICE: put_choice(t, to, v[0], v[1], v[2]); break;
    default: {
      int above = take(t);
      put_extreme(t, above, MAX, v[0], v[1]);
      put_extreme(t, to, MIN, above, v[2]);
    }
  }
  release(t, i);
  define(t, i, to, s == COMPARE);
}

// MARK: Runs

static bool is_invariant(const ck_loop *loop, uint16_t r) {
  return r < loop->input_count && loop->inputs[r].kind == CK_INVARIANT;
}

/// Operands that are the same throughout get registers for the whole loop.
static void pin(attempt *t, code *before) {
  int next = VECTORS - 1;
  for (int32_t i = t->first; i < t->end; i++) {
    uint16_t operands[3];
    int count = operands_of(&t->loop->instrs[i], operands);
    for (int k = shape_of(&t->loop->instrs[i]) == CHOICE; k < count; k++) {
      uint16_t r = operands[k];
      if (!is_invariant(t->loop, r) || t->vector[r] != NONE || next < VECTORS - PINNED) continue;
      if (before) {
        put_pointer(before, RAX, RDI, 8 * r);
        form load = {MAP_0F, t->is_double ? PREFIX_66 : PREFIX_NONE, LOAD, true};
        put_load_at(before, load, next, RAX);
      }
      hold(t, r, next, true);
      t->is_pinned[next--] = true;
    }
  }
}

/// The instructions for a vector's numbers or a single one, into `bytes`; loads of what is pinned go `before` the loop.
static code write_body(attempt *t, bool is_scalar, uint8_t bytes[BODY], code *before) {
  t->is_scalar = is_scalar;
  t->body = (code){bytes, 0, BODY, false};
  memset(t->vector, NONE, sizeof t->vector);
  for (int v = 0; v < VECTORS; v++) t->holds[v] = NONE;
  memset(t->in_memory, 0, sizeof t->in_memory);
  memset(t->is_pinned, 0, sizeof t->is_pinned);
  pin(t, before);
  for (int32_t i = t->first; i < t->end && !t->has_failed; i++) {
    put_instr(t, i);
    if (t->has_failed) t->failed = i;
  }
  return t->body;
}

static void append(code *to, const code *from) {
  for (int32_t i = 0; i < from->count; i++) put(to, from->bytes[i]);
}

/// A function of the registers' addresses and a number of elements; false if the run cannot be written.
static bool write_run(attempt *t, code *to) {
  uint8_t wide_bytes[BODY], single_bytes[BODY], start_bytes[512];
  code start = {start_bytes, 0, sizeof start_bytes, false};
  t->address_count = 0;
  t->has_failed = false;
  t->failed = t->end - 1;
  memset(t->address, NONE, sizeof t->address);
  code wide = write_body(t, false, wide_bytes, &start);
  code single = write_body(t, true, single_bytes, NULL);
  if (t->has_failed || wide.is_full || single.is_full || start.is_full) return false;

  for (int32_t a = FREE_ADDRESSES; a < t->address_count; a++) put_push(to, address_registers[a]);
  append(to, &start);
  for (int32_t r = 0; r < REGISTERS; r++)
    if (t->address[r] != NONE) put_pointer(to, address_registers[t->address[r]], RDI, 8 * r);
  put(to, 0x31), put(to, 0xff);  // rdi ← 0: the first element of the vector at hand; rsi has the number of elements.
  put_add(to, RSI, (int8_t)-lanes(t));
  put_compare(to, RDI, RSI);
  // Fewer than a vector's: only single ones. (rdi is 0 and rsi negative then.)
  int32_t few = put_jump(to, IF_GREATER), loop = to->count;
  append(to, &wide);
  put_add(to, RDI, (int8_t)lanes(t));
  put_compare(to, RDI, RSI);
  set_target(to, put_jump(to, IF_NOT_GREATER), loop);
  set_target(to, few, to->count);
  put_add(to, RSI, (int8_t)lanes(t));
  put_compare(to, RDI, RSI);
  int32_t none = put_jump(to, IF_NOT_LESS);
  int32_t rest = to->count;
  append(to, &single);
  put_add(to, RDI, 1);
  put_compare(to, RDI, RSI);
  set_target(to, put_jump(to, IF_LESS), rest);
  set_target(to, none, to->count);
  put(to, 0xc5), put(to, 0xf8), put(to, 0x77);  // The upper halves of vectors are clean for others.
  for (int32_t a = t->address_count; a-- > FREE_ADDRESSES;) put_pop(to, address_registers[a]);
  put(to, 0xc3);
  return !to->is_full;
}

static bool reserve(ck_native *native, size_t bytes) {
  if (native->count + bytes <= native->capacity) return true;
  size_t capacity = 2 * (native->count + bytes);
  uint8_t *grown = realloc(native->bytes, capacity);
  if (!grown) return false;
  native->bytes = grown;
  native->capacity = capacity;
  return true;
}

/// The longest run from instruction `first` on, written behind the others; returns its length, 0 if there is none.
static int32_t compile_run(ck_native *native, attempt *t, int32_t first) {
  const ck_loop *loop = t->loop;
  uint8_t dtype = loop->instrs[first].dtype;
  int32_t end = first;
  while (end < loop->instr_count && end - first < LONGEST && loop->instrs[end].dtype == dtype &&
         shape_of(&loop->instrs[end]) != OTHER)
    end++;
  t->first = first;
  t->is_double = dtype == CK_F64;
  for (; end - first >= SHORTEST; end = t->failed) {
    if (!reserve(native, 2 * BODY + 1024)) return 0;
    code to = {native->bytes + native->count, 0, 2 * BODY + 1024, false};
    t->end = end;
    if (!write_run(t, &to)) continue;
    native->count = (native->count + (size_t)to.count + 15) & ~(size_t)15;
    return end - first;
  }
  return 0;
}

// MARK: Entry

ck_native *ck_native_new(void) { return ck_level() > 0 ? calloc(1, sizeof(ck_native)) : NULL; }

bool ck_native_add(ck_native *native, const ck_loop *loop, ck_instr *instrs) {
  if (loop->input_count + loop->output_count + loop->temp_count > REGISTERS) return false;
  attempt *t = malloc(sizeof *t);
  if (!t) return false;
  t->loop = loop;
  bool any = false;
  for (int32_t i = 0; i < loop->instr_count;) {
    uint32_t start = (uint32_t)native->count;
    int32_t length = compile_run(native, t, i);
    // What later runs read is in the instructions, so only what is behind may change.
    if (length > 0) {
      any = true;
      instrs[i].native_length = (uint8_t)length;
      instrs[i].native_start = start;
    }
    i += length > 0 ? length : 1;
  }
  free(t);
  return any;
}

const void *ck_native_seal(ck_native *native) {
  if (native->count == 0) return NULL;
  void *place = mmap(NULL, native->count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return NULL;
  native->mapped = place;
  memcpy(place, native->bytes, native->count);
  free(native->bytes);
  native->bytes = NULL;
  // Memory is never writable and executable at once.
  if (mprotect(place, native->count, PROT_READ | PROT_EXEC) != 0) return NULL;
  return place;
}

void ck_native_free(ck_native *native) {
  if (!native) return;
  if (native->mapped) munmap(native->mapped, native->count);
  free(native->bytes);
  free(native);
}

#else

ck_native *ck_native_new(void) { return NULL; }
bool ck_native_add(ck_native *native, const ck_loop *loop, ck_instr *instrs) { return false; }
const void *ck_native_seal(ck_native *native) { return NULL; }
void ck_native_free(ck_native *native) {}

#endif
