// chafa behind one function, opened when it is first needed.
// Neighbours: `CPictures.h` says what it promises. The few declarations that are needed stand here: a program that shows
// no picture neither loads the library nor needs it to be built or started.
#include "CPictures.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// A function of an open library by its type; the enclosing function leaves when it is missing.
#define FIND(library, type, name, ...)                          \
  type (*name)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(library, #name); \
  if (name == NULL) return NULL

static void *open_once(void **library, const char *name) {
  if (*library == NULL) *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  return *library;
}

/// The beginning of GLib's GString.
struct gstring { char *text; size_t length; };

enum { RGBA_UNASSOCIATED = 4 };

char *advnb_picture_text(const unsigned char *rgba, int width, int height, const struct advnb_picture *picture) {
  static void *chafa;
  if (!open_once(&chafa, "libchafa.so.0")) return NULL;
  FIND(chafa, void *, chafa_canvas_config_new, void);
  FIND(chafa, void, chafa_canvas_config_set_geometry, void *, int, int);
  FIND(chafa, void, chafa_canvas_config_set_cell_geometry, void *, int, int);
  FIND(chafa, void, chafa_canvas_config_set_canvas_mode, void *, int);
  FIND(chafa, void, chafa_canvas_config_set_pixel_mode, void *, int);
  FIND(chafa, void, chafa_canvas_config_set_symbol_map, void *, void *);
  FIND(chafa, void, chafa_canvas_config_set_work_factor, void *, float);
  FIND(chafa, void, chafa_canvas_config_unref, void *);
  FIND(chafa, void *, chafa_symbol_map_new, void);
  FIND(chafa, void, chafa_symbol_map_add_by_tags, void *, int);
  FIND(chafa, void, chafa_symbol_map_unref, void *);
  FIND(chafa, void *, chafa_canvas_new, void *);
  FIND(chafa, void, chafa_canvas_draw_all_pixels, void *, int, const unsigned char *, int, int, int);
  FIND(chafa, void *, chafa_term_db_get_default, void);
  FIND(chafa, void *, chafa_term_db_get_fallback_info, void *);
  FIND(chafa, struct gstring *, chafa_canvas_print, void *, void *);
  FIND(chafa, void, chafa_canvas_unref, void *);
  FIND(chafa, void *, g_string_free, void *, int);

  void *config = chafa_canvas_config_new();
  chafa_canvas_config_set_geometry(config, picture->columns, picture->rows);
  chafa_canvas_config_set_cell_geometry(config, picture->cell_width, picture->cell_height);
  chafa_canvas_config_set_canvas_mode(config, picture->colours);
  chafa_canvas_config_set_pixel_mode(config, picture->way);
  chafa_canvas_config_set_work_factor(config, 0.5f);
  void *symbols = chafa_symbol_map_new();
  chafa_symbol_map_add_by_tags(symbols, picture->symbols);
  chafa_canvas_config_set_symbol_map(config, symbols);
  void *canvas = chafa_canvas_new(config);
  chafa_canvas_draw_all_pixels(canvas, RGBA_UNASSOCIATED, rgba, width, height, width * 4);
  struct gstring *text = chafa_canvas_print(canvas, chafa_term_db_get_fallback_info(chafa_term_db_get_default()));
  char *result = NULL;
  if (text) {
    result = strndup(text->text, text->length);
    g_string_free(text, 1);
  }
  chafa_canvas_unref(canvas);
  chafa_symbol_map_unref(symbols);
  chafa_canvas_config_unref(config);
  return result;
}
