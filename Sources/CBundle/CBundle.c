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
static const unsigned char attacks_adv[] = {
#embed "adv/attacks.adv" suffix(, )
    0};
static const unsigned char charts_adv[] = {
#embed "adv/charts.adv" suffix(, )
    0};
static const unsigned char attacks_report_adv[] = {
#embed "adv/attacks-report.adv" suffix(, )
    0};
static const unsigned char attacks_gradient_adv[] = {
#embed "adv/attacks-gradient.adv" suffix(, )
    0};
static const unsigned char attacks_descent_adv[] = {
#embed "adv/attacks-descent.adv" suffix(, )
    0};
static const unsigned char attacks_nearest_adv[] = {
#embed "adv/attacks-nearest.adv" suffix(, )
    0};
static const unsigned char attacks_elastic_adv[] = {
#embed "adv/attacks-elastic.adv" suffix(, )
    0};
static const unsigned char attacks_sparse_adv[] = {
#embed "adv/attacks-sparse.adv" suffix(, )
    0};
static const unsigned char attacks_other_adv[] = {
#embed "adv/attacks-other.adv" suffix(, )
    0};
static const unsigned char attacks_apgd_adv[] = {
#embed "adv/attacks-apgd.adv" suffix(, )
    0};
static const unsigned char attacks_fab_adv[] = {
#embed "adv/attacks-fab.adv" suffix(, )
    0};
static const unsigned char attacks_square_adv[] = {
#embed "adv/attacks-square.adv" suffix(, )
    0};
static const unsigned char attacks_auto_adv[] = {
#embed "adv/attacks-auto.adv" suffix(, )
    0};
static const unsigned char attacks_queries_adv[] = {
#embed "adv/attacks-queries.adv" suffix(, )
    0};
static const unsigned char attacks_decisions_adv[] = {
#embed "adv/attacks-decisions.adv" suffix(, )
    0};
static const unsigned char attacks_transfer_adv[] = {
#embed "adv/attacks-transfer.adv" suffix(, )
    0};
static const unsigned char attacks_table_adv[] = {
#embed "adv/attacks-table.adv" suffix(, )
    0};
static const unsigned char ciphers_adv[] = {
#embed "adv/ciphers.adv" suffix(, )
    0};
static const unsigned char convolution_adv[] = {
#embed "adv/convolution.adv" suffix(, )
    0};
static const unsigned char cyclegan_adv[] = {
#embed "adv/cyclegan.adv" suffix(, )
    0};
static const unsigned char functions_adv[] = {
#embed "adv/functions.adv" suffix(, )
    0};
static const unsigned char gan_costs_adv[] = {
#embed "adv/gan_costs.adv" suffix(, )
    0};
static const unsigned char gan_game_adv[] = {
#embed "adv/gan_game.adv" suffix(, )
    0};
static const unsigned char gan_regularisers_adv[] = {
#embed "adv/gan_regularisers.adv" suffix(, )
    0};
static const unsigned char gan_training_adv[] = {
#embed "adv/gan_training.adv" suffix(, )
    0};
static const unsigned char image_measures_adv[] = {
#embed "adv/image_measures.adv" suffix(, )
    0};
static const unsigned char image_pool_adv[] = {
#embed "adv/image_pool.adv" suffix(, )
    0};
static const unsigned char initialisers_adv[] = {
#embed "adv/initialisers.adv" suffix(, )
    0};
static const unsigned char latent_adv[] = {
#embed "adv/latent.adv" suffix(, )
    0};
static const unsigned char layers_adv[] = {
#embed "adv/layers.adv" suffix(, )
    0};
static const unsigned char losses_adv[] = {
#embed "adv/losses.adv" suffix(, )
    0};
static const unsigned char matrices_adv[] = {
#embed "adv/matrices.adv" suffix(, )
    0};
static const unsigned char measures_classifiers_adv[] = {
#embed "adv/measures_classifiers.adv" suffix(, )
    0};
static const unsigned char measures_distance_adv[] = {
#embed "adv/measures_distance.adv" suffix(, )
    0};
static const unsigned char measures_modes_adv[] = {
#embed "adv/measures_modes.adv" suffix(, )
    0};
static const unsigned char measures_neighbours_adv[] = {
#embed "adv/measures_neighbours.adv" suffix(, )
    0};
static const unsigned char mixtures_adv[] = {
#embed "adv/mixtures.adv" suffix(, )
    0};
static const unsigned char normalisation_adv[] = {
#embed "adv/normalisation.adv" suffix(, )
    0};
static const unsigned char numbers_adv[] = {
#embed "adv/numbers.adv" suffix(, )
    0};
static const unsigned char optimisers_adv[] = {
#embed "adv/optimisers.adv" suffix(, )
    0};
static const unsigned char paired_gan_adv[] = {
#embed "adv/paired_gan.adv" suffix(, )
    0};
static const unsigned char privacy_adv[] = {
#embed "adv/privacy.adv" suffix(, )
    0};
static const unsigned char randomness_adv[] = {
#embed "adv/randomness.adv" suffix(, )
    0};
static const unsigned char schedules_adv[] = {
#embed "adv/schedules.adv" suffix(, )
    0};
static const unsigned char defences_training_adv[] = {
#embed "adv/defences-training.adv" suffix(, )
    0};
static const unsigned char certificates_bounds_adv[] = {
#embed "adv/certificates-bounds.adv" suffix(, )
    0};
static const unsigned char defences_distillation_adv[] = {
#embed "adv/defences-distillation.adv" suffix(, )
    0};
static const unsigned char evaluation_adv[] = {
#embed "adv/evaluation.adv" suffix(, )
    0};
static const unsigned char defences_svm_adv[] = {
#embed "adv/defences-svm.adv" suffix(, )
    0};
static const unsigned char evaluation_detectors_adv[] = {
#embed "adv/evaluation-detectors.adv" suffix(, )
    0};
static const unsigned char evaluation_reports_adv[] = {
#embed "adv/evaluation-reports.adv" suffix(, )
    0};
static const unsigned char evaluation_warnings_adv[] = {
#embed "adv/evaluation-warnings.adv" suffix(, )
    0};
static const unsigned char defences_safetynet_adv[] = {
#embed "adv/defences-safetynet.adv" suffix(, )
    0};
static const unsigned char certificates_smoothing_adv[] = {
#embed "adv/certificates-smoothing.adv" suffix(, )
    0};
static const unsigned char defences_inputs_adv[] = {
#embed "adv/defences-inputs.adv" suffix(, )
    0};
static const unsigned char simulated_adv[] = {
#embed "adv/simulated.adv" suffix(, )
    0};
static const unsigned char training_adv[] = {
#embed "adv/training.adv" suffix(, )
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
    ENTRY("adv/attacks.adv", attacks_adv),
    ENTRY("adv/charts.adv", charts_adv),
    ENTRY("adv/attacks-report.adv", attacks_report_adv),
    ENTRY("adv/attacks-gradient.adv", attacks_gradient_adv),
    ENTRY("adv/attacks-descent.adv", attacks_descent_adv),
    ENTRY("adv/attacks-nearest.adv", attacks_nearest_adv),
    ENTRY("adv/attacks-elastic.adv", attacks_elastic_adv),
    ENTRY("adv/attacks-sparse.adv", attacks_sparse_adv),
    ENTRY("adv/attacks-other.adv", attacks_other_adv),
    ENTRY("adv/attacks-apgd.adv", attacks_apgd_adv),
    ENTRY("adv/attacks-fab.adv", attacks_fab_adv),
    ENTRY("adv/attacks-square.adv", attacks_square_adv),
    ENTRY("adv/attacks-auto.adv", attacks_auto_adv),
    ENTRY("adv/attacks-queries.adv", attacks_queries_adv),
    ENTRY("adv/attacks-decisions.adv", attacks_decisions_adv),
    ENTRY("adv/attacks-transfer.adv", attacks_transfer_adv),
    ENTRY("adv/attacks-table.adv", attacks_table_adv),
    ENTRY("adv/ciphers.adv", ciphers_adv),
    ENTRY("adv/convolution.adv", convolution_adv),
    ENTRY("adv/cyclegan.adv", cyclegan_adv),
    ENTRY("adv/functions.adv", functions_adv),
    ENTRY("adv/gan_costs.adv", gan_costs_adv),
    ENTRY("adv/gan_game.adv", gan_game_adv),
    ENTRY("adv/gan_regularisers.adv", gan_regularisers_adv),
    ENTRY("adv/gan_training.adv", gan_training_adv),
    ENTRY("adv/image_measures.adv", image_measures_adv),
    ENTRY("adv/image_pool.adv", image_pool_adv),
    ENTRY("adv/initialisers.adv", initialisers_adv),
    ENTRY("adv/latent.adv", latent_adv),
    ENTRY("adv/layers.adv", layers_adv),
    ENTRY("adv/losses.adv", losses_adv),
    ENTRY("adv/matrices.adv", matrices_adv),
    ENTRY("adv/measures_classifiers.adv", measures_classifiers_adv),
    ENTRY("adv/measures_distance.adv", measures_distance_adv),
    ENTRY("adv/measures_modes.adv", measures_modes_adv),
    ENTRY("adv/measures_neighbours.adv", measures_neighbours_adv),
    ENTRY("adv/mixtures.adv", mixtures_adv),
    ENTRY("adv/normalisation.adv", normalisation_adv),
    ENTRY("adv/numbers.adv", numbers_adv),
    ENTRY("adv/optimisers.adv", optimisers_adv),
    ENTRY("adv/training.adv", training_adv),
    ENTRY("adv/schedules.adv", schedules_adv),
    ENTRY("adv/defences-training.adv", defences_training_adv),
    ENTRY("adv/certificates-bounds.adv", certificates_bounds_adv),
    ENTRY("adv/defences-distillation.adv", defences_distillation_adv),
    ENTRY("adv/evaluation.adv", evaluation_adv),
    ENTRY("adv/defences-svm.adv", defences_svm_adv),
    ENTRY("adv/evaluation-detectors.adv", evaluation_detectors_adv),
    ENTRY("adv/evaluation-reports.adv", evaluation_reports_adv),
    ENTRY("adv/evaluation-warnings.adv", evaluation_warnings_adv),
    ENTRY("adv/defences-safetynet.adv", defences_safetynet_adv),
    ENTRY("adv/certificates-smoothing.adv", certificates_smoothing_adv),
    ENTRY("adv/defences-inputs.adv", defences_inputs_adv),
    ENTRY("adv/paired_gan.adv", paired_gan_adv),
    ENTRY("adv/privacy.adv", privacy_adv),
    ENTRY("adv/randomness.adv", randomness_adv),
    ENTRY("adv/simulated.adv", simulated_adv),
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
