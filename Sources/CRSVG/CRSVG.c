// Opens librsvg (and with it cairo) at run time: a program that draws nothing does not load them.
// Neighbours: `CRSVG.h` says what is asked of it.
#include "CRSVG.h"

#include <dlfcn.h>
#include <pthread.h>

// The few declarations that are needed of librsvg 2.46 and later, cairo 1 and GObject 2.
typedef struct {
  double x, y, width, height;
} rectangle;

static struct {
  void *(*handle_new)(const uint8_t *, size_t, void **);
  int (*render)(void *, void *, const rectangle *, void **);
  void (*unref)(void *);
  void (*error_free)(void *);
  void *(*surface_create)(int, int, int);
  int (*surface_status)(void *);
  void (*surface_flush)(void *);
  void (*surface_destroy)(void *);
  unsigned char *(*surface_data)(void *);
  int (*surface_stride)(void *);
  void *(*context_create)(void *);
  void (*context_destroy)(void *);
  void (*set_colour)(void *, double, double, double);
  void (*paint)(void *);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_open;

static void open_library(void) {
  void *library = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  struct {
    void *place;
    const char *name;
  } symbols[] = {
      {&api.handle_new, "rsvg_handle_new_from_data"},
      {&api.render, "rsvg_handle_render_document"},
      {&api.unref, "g_object_unref"},
      {&api.error_free, "g_error_free"},
      {&api.surface_create, "cairo_image_surface_create"},
      {&api.surface_status, "cairo_surface_status"},
      {&api.surface_flush, "cairo_surface_flush"},
      {&api.surface_destroy, "cairo_surface_destroy"},
      {&api.surface_data, "cairo_image_surface_get_data"},
      {&api.surface_stride, "cairo_image_surface_get_stride"},
      {&api.context_create, "cairo_create"},
      {&api.context_destroy, "cairo_destroy"},
      {&api.set_colour, "cairo_set_source_rgb"},
      {&api.paint, "cairo_paint"},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (!symbol) return;
    *(void **)symbols[i].place = symbol;
  }
  is_open = true;
}

bool rsvg_open(void) {
  pthread_once(&once, open_library);
  return is_open;
}

/// Cairo's words of 0xAARRGGBB as RGB.
static void copy_pixels(void *surface, int32_t width, int32_t height, uint8_t *pixels) {
  const unsigned char *data = api.surface_data(surface);
  int stride = api.surface_stride(surface);
  for (int32_t y = 0; y < height; y++) {
    const uint32_t *row = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);
    for (int32_t x = 0; x < width; x++) {
      *pixels++ = (uint8_t)(row[x] >> 16);
      *pixels++ = (uint8_t)(row[x] >> 8);
      *pixels++ = (uint8_t)row[x];
    }
  }
}

bool rsvg_draw(const uint8_t *text, size_t length, int32_t width, int32_t height, uint8_t *pixels) {
  if (!rsvg_open() || width < 1 || height < 1) return false;
  void *error = NULL;
  void *handle = api.handle_new(text, length, &error);
  if (!handle) {
    if (error) api.error_free(error);
    return false;
  }
  bool is_drawn = false;
  void *surface = api.surface_create(0, width, height);
  if (surface && api.surface_status(surface) == 0) {
    void *context = api.context_create(surface);
    rectangle page = {0, 0, width, height};
    api.set_colour(context, 1, 1, 1);
    api.paint(context);
    is_drawn = api.render(handle, context, &page, &error) != 0;
    if (error) api.error_free(error);
    api.context_destroy(context);
    api.surface_flush(surface);
    if (is_drawn) copy_pixels(surface, width, height, pixels);
  }
  if (surface) api.surface_destroy(surface);
  api.unref(handle);
  return is_drawn;
}
