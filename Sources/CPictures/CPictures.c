// librsvg, cairo and chafa behind two functions, opened when they are first needed.
// Neighbours: `CPictures.h` says what each promises. The few declarations that are needed stand here: a program that
// shows no picture neither loads these libraries nor needs them to be built or started.
#include "CPictures.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// A function of an open library by its type; the enclosing function leaves when it is missing.
#define FIND(library, type, name, ...)                          \
  type (*name)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(library, #name); \
  if (name == NULL) return NULL

struct rectangle { double x, y, width, height; };

static void *open_once(void **library, const char *name) {
  if (*library == NULL) *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  return *library;
}

/// From cairo's premultiplied words of ARGB to bytes of RGBA.
static unsigned char *unpacked(const unsigned char *data, int width, int height, int stride) {
  unsigned char *pixels = malloc((size_t)width * (size_t)height * 4);
  if (pixels == NULL) return NULL;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      uint32_t word;
      memcpy(&word, data + (size_t)y * (size_t)stride + (size_t)x * 4, 4);
      uint32_t alpha = word >> 24;
      unsigned char *pixel = pixels + ((size_t)y * (size_t)width + (size_t)x) * 4;
      for (int channel = 0; channel < 3; channel++) {
        uint32_t value = word >> (16 - 8 * channel) & 0xFF;
        pixel[channel] = (unsigned char)(alpha == 0 ? 0 : value * 255 / alpha > 255 ? 255 : value * 255 / alpha);
      }
      pixel[3] = (unsigned char)alpha;
    }
  }
  return pixels;
}

unsigned char *advnb_svg_pixels(const char *svg, long count, int width, int *height) {
  static void *rsvg, *cairo;
  if (!open_once(&rsvg, "librsvg-2.so.2") || !open_once(&cairo, "libcairo.so.2")) return NULL;
  FIND(rsvg, void *, rsvg_handle_new_from_data, const uint8_t *, size_t, void **);
  FIND(rsvg, int, rsvg_handle_get_intrinsic_size_in_pixels, void *, double *, double *);
  FIND(rsvg, int, rsvg_handle_render_document, void *, void *, const struct rectangle *, void **);
  FIND(rsvg, void, g_object_unref, void *);
  FIND(cairo, void *, cairo_image_surface_create, int, int, int);
  FIND(cairo, void *, cairo_create, void *);
  FIND(cairo, void, cairo_surface_flush, void *);
  FIND(cairo, unsigned char *, cairo_image_surface_get_data, void *);
  FIND(cairo, int, cairo_image_surface_get_stride, void *);
  FIND(cairo, void, cairo_destroy, void *);
  FIND(cairo, void, cairo_surface_destroy, void *);

  void *handle = rsvg_handle_new_from_data((const uint8_t *)svg, (size_t)count, NULL);
  if (handle == NULL) return NULL;
  double own_width = 0, own_height = 0;
  unsigned char *pixels = NULL;
  if (rsvg_handle_get_intrinsic_size_in_pixels(handle, &own_width, &own_height) && own_width > 0 && own_height > 0) {
    *height = (int)(width * own_height / own_width + 0.5);
    void *surface = cairo_image_surface_create(0, width, *height);
    void *context = cairo_create(surface);
    struct rectangle page = {0, 0, width, *height};
    if (rsvg_handle_render_document(handle, context, &page, NULL)) {
      cairo_surface_flush(surface);
      const unsigned char *data = cairo_image_surface_get_data(surface);
      if (data) pixels = unpacked(data, width, *height, cairo_image_surface_get_stride(surface));
    }
    cairo_destroy(context);
    cairo_surface_destroy(surface);
  }
  g_object_unref(handle);
  return pixels;
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
