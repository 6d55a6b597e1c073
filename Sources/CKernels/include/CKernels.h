// Kernels of the engine: the block machine and the whole-array kernels, all plain C.
// Neighbours: `Engine` builds the descriptions below once a plan and hands them over at every run.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Element types, numbered as `DType.rawValue`.
enum { CK_BOOL, CK_U8, CK_I32, CK_U32, CK_F32, CK_F64, CK_DTYPES };

/// Elements of one block: small enough that a program's registers stay in the first-level cache.
enum { CK_BLOCK = 512, CK_MAX_RANK = 8 };

// MARK: Threads and stopping

typedef bool (*ck_stop_fn)(void *context);
typedef void (*ck_task_fn)(void *context, int64_t task, int32_t worker);
typedef struct ck_pool ck_pool;

/// A pool that has not started its threads yet.
ck_pool *ck_pool_new(int32_t threads, ck_stop_fn stop, void *stop_context);
/// Ends the threads; none may be running a task.
void ck_pool_free(ck_pool *pool);
int32_t ck_pool_threads(const ck_pool *pool);
bool ck_pool_started(const ck_pool *pool);
bool ck_pool_stopped(const ck_pool *pool);
/// Which threads share tasks: this one alone, those that are awake, or all, woken if they sleep.
enum { CK_ALONE, CK_AWAKE, CK_ROUSING };
/// Runs tasks 0..<count, each once. False if stopped between tasks.
bool ck_pool_run(ck_pool *pool, ck_task_fn task, void *context, int64_t count, int32_t sharing);
/// Wakes threads that sleep, for work that is about to come.
void ck_pool_rouse(ck_pool *pool);
/// Scratch memory of a worker, at least `bytes` large, 64-byte aligned; NULL if there is none.
void *ck_pool_scratch(ck_pool *pool, int32_t worker, size_t bytes);
/// Makes sure that every worker has so much scratch memory.
bool ck_pool_reserve(ck_pool *pool, size_t bytes);

// MARK: Block machine

/// Operations of the block machine. `ck_kernel_index` names the function for an element type.
enum {
  CK_NEG, CK_ABS, CK_SIGN, CK_EXP, CK_EXPM1, CK_LOG, CK_LOG1P, CK_SQRT, CK_RSQRT, CK_SIN, CK_COS, CK_TANH,
  CK_LOGISTIC, CK_ERF, CK_ERFINV, CK_FLOOR, CK_CEIL, CK_ROUND, CK_ISFINITE, CK_NOT, CK_RELU, CK_SOFTPLUS,
  CK_COPY, CK_ADD, CK_SUB, CK_MUL, CK_DIV, CK_POW, CK_MAX, CK_MIN, CK_ATAN2, CK_MOD, CK_FLOORDIV, CK_AND,
  CK_OR, CK_XOR, CK_SHL, CK_SHR, CK_EQ, CK_NE, CK_LT, CK_LE, CK_GT, CK_GE, CK_MULNONAN, CK_SELECT, CK_CLAMP,
  CK_TO_BOOL, CK_TO_U8, CK_TO_I32, CK_TO_U32, CK_TO_F32, CK_TO_F64, CK_OPS
};

/// One instruction: registers by number. `op` is one of the list above, `dtype` its operands' element type.
typedef struct {
  uint8_t op, dtype;
  /// Set if an overflow must be reported.
  uint8_t checked;
  /// Instructions from here on that machine code stands for, and where it starts; 0 without any.
  uint8_t native_length;
  uint16_t d, a, b, c;
  uint32_t native_start;
} ck_instr;

/// How an operand is read.
enum { CK_CONTIGUOUS, CK_INVARIANT, CK_STRIDED, CK_IOTA };

/// An operand: a view of a buffer, with one stride a loop dimension. For iota the address is the value.
typedef struct {
  int32_t slot;
  uint8_t kind, dtype;
  int64_t offset;
  int64_t stride[CK_MAX_RANK];
} ck_input;

/// A full-size result, stored in iteration order.
typedef struct {
  int32_t slot;
  uint8_t dtype;
} ck_output;

enum { CK_SUM, CK_PROD, CK_RMAX, CK_RMIN, CK_RAND, CK_ROR };

/// A reduction of register `reg` over the middle one of the loop's (outer, reduced, inner) sizes, and, if inner is 1,
/// over the first `repeats` parts of the outer one.
typedef struct {
  int32_t slot;
  uint8_t kind, dtype;
  uint16_t reg;
} ck_sink;

/// A fused loop. Registers 0..<inputs are operands, then outputs, then temporaries.
typedef struct {
  int32_t rank;
  int64_t dims[CK_MAX_RANK];
  int64_t total;
  int32_t input_count, output_count, instr_count, sink_count, temp_count;
  /// Bytes of a scratch register.
  int32_t register_bytes;
  const ck_input *inputs;
  const ck_output *outputs;
  const ck_instr *instrs;
  const ck_sink *sinks;
  int64_t outer, reduced, inner, repeats;
  /// Machine code of some of the instructions; NULL before there is any.
  const void *native;
} ck_loop;

/// Whether a loop is so small that it runs at once, without threads and without memory of its own.
bool ck_loop_is_small(const ck_loop *loop);

/// Scratch bytes that a worker needs for a loop.
size_t ck_loop_scratch(const ck_loop *loop);
/// Number of 8-byte partial results that a loop with sinks needs.
int64_t ck_loop_partials(const ck_loop *loop);
/// Runs a loop. `partials` may be NULL if none are needed.
///
/// Returns 0, -1 if stopped, -2 without memory, else 1 + the place of the first instruction that overflowed
/// (instruction_count + place for a sink).
int32_t ck_loop_run(const ck_loop *loop, void *const *slots, void *partials, ck_pool *pool, int32_t sharing);

/// Machine code of loops; its functions may be called by any thread.
typedef struct ck_native ck_native;
/// NULL without AVX2.
ck_native *ck_native_new(void);
/// Writes code for the arithmetic among a loop's instructions, and into these where it is; false if there is none.
bool ck_native_add(ck_native *native, const ck_loop *loop, ck_instr *instrs);
/// Makes the code executable, and returns where it begins; NULL if the system does not let it.
const void *ck_native_seal(ck_native *native);
void ck_native_free(ck_native *native);

/// Level of vector instructions in use: 0 plain, 1 AVX2, 2 AVX-512.
int32_t ck_level(void);

/// Lowers the level that kernels are chosen by (0 plain, 1 AVX2, 2 AVX-512): for tests that compare their bits.
void ck_limit_level(int32_t level);

// MARK: Whole-array kernels

/// Copies an array with strides in elements of `size` bytes to another one.
void ck_copy(void *to, const int64_t *to_strides, const void *from, const int64_t *from_strides,
             const int64_t *dims, int32_t rank, int32_t size);

/// Rows of softmax (mode 0) and log-softmax (mode 1), f32 or f64.
void ck_softmax(void *to, const void *from, int64_t rows, int64_t columns, int32_t mode, bool is_double);
/// -log softmax at the label, a row each; labels are clamped.
void ck_softmax_xent(void *to, const void *logits, const int32_t *labels, int64_t rows, int64_t columns,
                     bool is_double);
/// Bits of Threefry-2x32 for the counters first..<first+count.
void ck_threefry(uint32_t *to, uint32_t key0, uint32_t key1, int64_t first, int64_t count);

/// gather: to[o, i, c] = from[o / …, index, c]; `outer` = batch * middle, see `Kernels/Indexing.swift`.
void ck_gather(void *to, const void *from, const int32_t *indices, int64_t batch, int64_t middle, int64_t axis,
               int64_t count, int64_t inner, int32_t size);
/// The transpose of gather: adds (or stores) the updates. Returns true on integer overflow.
bool ck_scatter(void *into, const void *updates, const int32_t *indices, int64_t batch, int64_t middle,
                int64_t axis, int64_t count, int64_t inner, int32_t dtype, bool adds);
/// First extreme element along the middle size.
void ck_arg_extreme(int32_t *to, const void *from, int64_t outer, int64_t axis, int64_t inner, int32_t dtype,
                    bool largest);
/// Running sum along the middle size. Returns true on integer overflow.
bool ck_cumsum(void *to, const void *from, int64_t outer, int64_t axis, int64_t inner, int32_t dtype);
/// Stable ascending order of each row, NaN last; `scratch` holds `columns` numbers.
/// False if it was stopped: `is_stopped` is asked now and then.
bool ck_argsort(int32_t *to, const void *from, int64_t rows, int64_t columns, int32_t dtype, int32_t *scratch,
                bool (*is_stopped)(void *), void *context);

// MARK: Windows

/// One axis of windows over a plane. Tap k of place p is element (p * stride + k * step - low) / dilation of
/// the plane, or padding where that is no whole number or lies outside.
typedef struct {
  int64_t size;      ///< Elements of the plane,
  int64_t distance;  ///< so many elements apart in memory.
  int64_t places, stride;
  int64_t taps, step;
  int64_t low, dilation;
} ck_window_axis;

/// Windows as rows of a matrix: to[(channel, tap), place - first] for `count` places, counted row by row;
/// rows of `to` are `to_row` elements of `size` bytes apart. Padding gives zeros.
void ck_unfold(void *to, int64_t to_row, const void *from, int64_t channels, int64_t channel_distance,
               const ck_window_axis axes[2], int64_t first, int64_t count, int32_t size);
/// The transpose, for strides of 1: adds from[(channel, tap), element] to the places of contiguous planes
/// that the element serves, after setting them to zero; rows of `from` are `from_row` elements apart.
void ck_fold(void *to, const void *from, int64_t from_row, int64_t channels, const ck_window_axis axes[2],
             bool is_double);
/// Places of the first maximum of each window in contiguous planes; a NaN counts as the largest.
void ck_window_places(int32_t *to, const void *from, int64_t planes, const ck_window_axis axes[2],
                      bool is_double);

// MARK: Direct convolutions

/// One axis of a direct convolution: `size` elements `distance` apart are packed, after `low` zeros, as `phases`
/// rows of `length` elements (every `phases`th element each), `plane` elements apart. Its `places` fall into
/// `classes` that see different taps: place p is in class p mod classes.
typedef struct {
  int64_t size, distance, low, phases, length, plane;
  int64_t places, classes;
} ck_conv_axis;

/// Places whose windows have the same taps: from (row, column) on, every so many as there are classes.
typedef struct {
  int64_t row, column, rows, columns;
  const int32_t *offsets;  ///< Elements of the packed planes under the products of the first place,
  int64_t k;               ///< so many,
  int64_t start;           ///< and the row of the packed kernel that they begin with.
  int64_t folds;           ///< Rows of taps that are summed apart (`ck_conv_rows` only).
} ck_conv_class;

/// A convolution of one group.
typedef struct {
  ck_conv_axis y, x;
  int64_t images, own, outputs;
  int64_t image_distance, channel_distance, result_distance;
  int64_t plane;  ///< Elements of a packed plane.
  int64_t k;      ///< Rows of a block of the packed kernel.
  const ck_conv_class *classes;
  int64_t class_count;
  int64_t fold_rows;  ///< Rows of the packed plane from a row of taps to the next.
} ck_conv;

/// Some images, and rows and columns of their places, counted in steps of the classes.
typedef struct {
  int64_t images, row, rows, column, columns;
  const void *bias;  ///< NULL, or a number added to each output,
  bool clamps;       ///< and whether its relu is taken then.
} ck_conv_part;

/// Sums over channels first..<last, taken `channels` at a time for `images` at a time.
typedef struct {
  int64_t first, last, channels, images;
  int64_t kernel_row, kernel_column, kernel_channel;
} ck_conv_long;

/// Outputs of a block of the packed kernel.
int64_t ck_conv_width(bool is_double);
/// Packs `lanes` outputs, rows `row` apart, as to[k, width]; element q of a row is order[q] (or q) columns in.
void ck_conv_pack_kernel(void *to, const void *from, int64_t row, int64_t column, const int32_t *order, int64_t k,
                         int64_t lanes, bool is_double);
/// Computes a part into contiguous planes: `result` and `image` are those of the first image.
/// Scratch: images · (own · plane + places of the part · width).
void ck_conv_images(const ck_conv *c, void *result, const void *image, const void *kernel, const ck_conv_part *part,
                    void *scratch, bool is_double);
/// For few outputs: the whole kernel as [class, q, output, fold]; element (q, fold) is order[start + …] columns in.
void ck_conv_pack_rows(const ck_conv *c, void *to, const void *from, int64_t row, int64_t column, const int32_t *order,
                       bool is_double);
/// As `ck_conv_images`, for few outputs. Scratch: own · plane + sums of a class, see `RowStep`.
void ck_conv_rows(const ck_conv *c, void *result, const void *image, const void *kernel, const ck_conv_part *part,
                  void *scratch, bool is_double);
/// One class only: sums[image, place, width] of a block of outputs. Scratch: k · width + images · channels · plane.
void ck_conv_long_sums(const ck_conv *c, void *sums, const void *image, const void *kernel, const ck_conv_long *l,
                       int64_t lanes, void *scratch, bool is_double);
/// Adds up `parts` of such sums, `part` elements apart, in order; `distances` of images, outputs, places in the result.
void ck_conv_add_parts(const ck_conv *c, void *result, const void *sums, int64_t parts, int64_t part, int64_t lanes,
                       const int64_t distances[3], bool is_double);

// MARK: Products

/// c[m, n] = a · b, or c += a · b if `adds`; the operands may have any strides, rows of c are contiguous and
/// `c_row` apart.
void ck_gemm_f32(float *c, int64_t c_row, const float *a, int64_t a_row, int64_t a_column, const float *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k, bool adds);
void ck_gemm_f64(double *c, int64_t c_row, const double *a, int64_t a_row, int64_t a_column, const double *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k, bool adds);
/// c[m, n] = a · bᵀ of two vectors, past the caches: b contiguous, rows of c whole lines of 64 bytes.
void ck_outer_f32(float *c, const float *a, int64_t a_row, const float *b, int64_t m, int64_t n);
void ck_outer_f64(double *c, const double *a, int64_t a_row, const double *b, int64_t m, int64_t n);
/// The outer products a[e, 0..m] · b[e, 0..n]ᵀ of so many examples, m · n <= CK_OUTER_MOST; elements of a row of b follow
/// each other. Distances in elements.
typedef struct {
  const void *a, *b;
  int64_t examples, m, n;
  int64_t a_example, a_row, b_example, scale_step;
} ck_outer;
enum { CK_OUTER_MOST = 1 << 20 };
/// to[e] = the sum of the squares of an outer product's elements, for examples from `first` on: the bits of a loop's
/// reduction over them.
void ck_outer_squares(void *to, const ck_outer *outer, int64_t first, int64_t count, bool is_double);
/// to[m, n] = the sum over e of scale[e] (a[e] · b[e]ᵀ), some rows and columns of it: the bits of a product with `scale`.
void ck_outer_sum(void *to, const ck_outer *outer, const void *scale, int64_t row, int64_t rows, int64_t column,
                  int64_t columns, bool is_double);
/// As `ck_gemm_f32` for i32; returns true on overflow.
bool ck_gemm_i32(int32_t *c, int64_t c_row, const int32_t *a, int64_t a_row, int64_t a_column, const int32_t *b,
                 int64_t b_row, int64_t b_column, int64_t m, int64_t n, int64_t k);

/// A step of a plan that is small: a loop, or else a product of a few numbers. Offsets and distances in elements.
typedef struct {
  const ck_loop *loop;
  bool is_double;
  int32_t to, a, b;
  int64_t a_offset, b_offset, a_row, a_column, b_row, b_column, m, n, k;
} ck_small_step;

/// Whether products of these sizes can be small steps.
bool ck_gemm_is_tiny(int64_t m, int64_t n, int64_t k);

/// A slot that reads or writes the buffer `place` of a set.
typedef struct {
  int32_t slot, place;
} ck_binding;

/// Steps that are made pass after pass; in even passes leaves are read from the first set of buffers and results written to
/// the second one, in odd ones the other way round.
typedef struct {
  const ck_small_step *steps;
  const ck_binding *feeds, *roots;
  int32_t step_count, feed_count, root_count;
  void *const *sets[2];
} ck_small_cycle;

/// - Returns: 0; -1 if it was stopped; -2 without memory; or the place of an instruction that overflowed, from 1 on, and its step in `failed`.
int32_t ck_small_run(const ck_small_cycle *cycle, void **slots, int64_t passes, ck_pool *pool, int32_t *failed);

#endif
