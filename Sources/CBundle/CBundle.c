// The table of embedded files: a new one needs its array here and its line in `files` below.
// Neighbours: `CBundle.h` (how it is read), `adv/` and `data/` (what is in it).
#include "CBundle.h"

// `#embed` is C23; this compiler has it in every C mode and only remarks that it is new.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Each array ends with a zero that is not counted, so that an empty file is still an array.
static const unsigned char activations_adv[] = {
#embed "adv/activations.adv" suffix(, )
    0};
static const unsigned char arrays_adv[] = {
#embed "adv/arrays.adv" suffix(, )
    0};
static const unsigned char functions_adv[] = {
#embed "adv/functions.adv" suffix(, )
    0};
static const unsigned char matrices_adv[] = {
#embed "adv/matrices.adv" suffix(, )
    0};
static const unsigned char randomness_adv[] = {
#embed "adv/randomness.adv" suffix(, )
    0};
static const unsigned char attacks_adv[] = {
#embed "adv/attacks.adv" suffix(, )
    0};
static const unsigned char charts_adv[] = {
#embed "adv/charts.adv" suffix(, )
    0};
static const unsigned char convolution_adv[] = {
#embed "adv/convolution.adv" suffix(, )
    0};
static const unsigned char layers_adv[] = {
#embed "adv/layers.adv" suffix(, )
    0};
static const unsigned char losses_adv[] = {
#embed "adv/losses.adv" suffix(, )
    0};
static const unsigned char numbers_adv[] = {
#embed "adv/numbers.adv" suffix(, )
    0};
static const unsigned char optimisers_adv[] = {
#embed "adv/optimisers.adv" suffix(, )
    0};
static const unsigned char training_adv[] = {
#embed "adv/training.adv" suffix(, )
    0};
static const unsigned char initialisers_adv[] = {
#embed "adv/initialisers.adv" suffix(, )
    0};
static const unsigned char normalisation_adv[] = {
#embed "adv/normalisation.adv" suffix(, )
    0};
static const unsigned char schedules_adv[] = {
#embed "adv/schedules.adv" suffix(, )
    0};
static const unsigned char digits_csv_gz[] = {
#embed "data/digits.csv.gz" suffix(, )
    0};
static const unsigned char alice29_txt_gz[] = {
#embed "data/alice29.txt.gz" suffix(, )
    0};
static const unsigned char breast_cancer_csv[] = {
#embed "data/breast_cancer.csv" suffix(, )
    0};
static const unsigned char chelsea_png[] = {
#embed "data/chelsea.png" suffix(, )
    0};
static const unsigned char coffee_png[] = {
#embed "data/coffee.png" suffix(, )
    0};
static const unsigned char iris_csv[] = {
#embed "data/iris.csv" suffix(, )
    0};
static const unsigned char names_txt_gz[] = {
#embed "data/names.txt.gz" suffix(, )
    0};
static const unsigned char tiles_images_idx4_ubyte_gz[] = {
#embed "data/tiles-images-idx4-ubyte.gz" suffix(, )
    0};
static const unsigned char tiles_labels_idx1_ubyte_gz[] = {
#embed "data/tiles-labels-idx1-ubyte.gz" suffix(, )
    0};
static const unsigned char tinyshakespeare_txt_gz[] = {
#embed "data/tinyshakespeare.txt.gz" suffix(, )
    0};
static const unsigned char wine_data_csv[] = {
#embed "data/wine_data.csv" suffix(, )
    0};

struct file {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

#define ENTRY(name, array) {name, array, sizeof(array) - 1}

static const struct file files[] = {
    ENTRY("adv/activations.adv", activations_adv),
    ENTRY("adv/arrays.adv", arrays_adv),
    ENTRY("adv/functions.adv", functions_adv),
    ENTRY("adv/matrices.adv", matrices_adv),
    ENTRY("adv/randomness.adv", randomness_adv),
    ENTRY("adv/attacks.adv", attacks_adv),
    ENTRY("adv/charts.adv", charts_adv),
    ENTRY("adv/convolution.adv", convolution_adv),
    ENTRY("adv/layers.adv", layers_adv),
    ENTRY("adv/losses.adv", losses_adv),
    ENTRY("adv/numbers.adv", numbers_adv),
    ENTRY("adv/optimisers.adv", optimisers_adv),
    ENTRY("adv/training.adv", training_adv),
    ENTRY("adv/initialisers.adv", initialisers_adv),
    ENTRY("adv/normalisation.adv", normalisation_adv),
    ENTRY("adv/schedules.adv", schedules_adv),
    ENTRY("data/digits.csv.gz", digits_csv_gz),
    ENTRY("data/alice29.txt.gz", alice29_txt_gz),
    ENTRY("data/breast_cancer.csv", breast_cancer_csv),
    ENTRY("data/chelsea.png", chelsea_png),
    ENTRY("data/coffee.png", coffee_png),
    ENTRY("data/iris.csv", iris_csv),
    ENTRY("data/names.txt.gz", names_txt_gz),
    ENTRY("data/tiles-images-idx4-ubyte.gz", tiles_images_idx4_ubyte_gz),
    ENTRY("data/tiles-labels-idx1-ubyte.gz", tiles_labels_idx1_ubyte_gz),
    ENTRY("data/tinyshakespeare.txt.gz", tinyshakespeare_txt_gz),
    ENTRY("data/wine_data.csv", wine_data_csv),
};

static const size_t count = sizeof(files) / sizeof(files[0]);

size_t advnb_bundle_count(void) { return count; }

const char *advnb_bundle_name(size_t index) { return index < count ? files[index].name : NULL; }

const unsigned char *advnb_bundle_bytes(size_t index) { return index < count ? files[index].bytes : NULL; }

size_t advnb_bundle_size(size_t index) { return index < count ? files[index].size : 0; }
