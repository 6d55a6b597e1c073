// Opens cmark-gfm at run time: only an export to HTML needs it.
// Neighbours: `CMarkdown.h` says what is asked of it.
#include "CMarkdown.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// Options of cmark-gfm.h that are used here.
enum {
  VALIDATE_UTF8 = 1 << 9,
  FOOTNOTES = 1 << 13,
  TABLE_STYLES = 1 << 15,
  FULL_INFO = 1 << 16,
  RAW_HTML = 1 << 17,
  OPTIONS = VALIDATE_UTF8 | FOOTNOTES | TABLE_STYLES | FULL_INFO | RAW_HTML,
};

static struct {
  void (*register_extensions)(void);
  void *(*find)(const char *);
  void *(*parser_new)(int);
  int (*attach)(void *, void *);
  void *(*attached)(void *);
  void (*feed)(void *, const char *, size_t);
  void *(*finish)(void *);
  void (*parser_free)(void *);
  char *(*render)(void *, int, void *);
  void (*node_free)(void *);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_open;

/// The library's soname holds its whole version.
static void *load(void) {
  char name[80];
  for (int release = 30; release >= 0; release--) {
    snprintf(name, sizeof name, "libcmark-gfm-extensions.so.0.29.0.gfm.%d", release);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
  }
  return dlopen("libcmark-gfm-extensions.so", RTLD_NOW | RTLD_LOCAL);
}

static void open_library(void) {
  void *library = load();
  if (!library) return;
  struct {
    void *place;
    const char *name;
  } symbols[] = {
      {&api.register_extensions, "cmark_gfm_core_extensions_ensure_registered"},
      {&api.find, "cmark_find_syntax_extension"},
      {&api.parser_new, "cmark_parser_new"},
      {&api.attach, "cmark_parser_attach_syntax_extension"},
      {&api.attached, "cmark_parser_get_syntax_extensions"},
      {&api.feed, "cmark_parser_feed"},
      {&api.finish, "cmark_parser_finish"},
      {&api.parser_free, "cmark_parser_free"},
      {&api.render, "cmark_render_html"},
      {&api.node_free, "cmark_node_free"},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (!symbol) return;
    *(void **)symbols[i].place = symbol;
  }
  api.register_extensions();
  is_open = true;
}

bool markdown_open(void) {
  pthread_once(&once, open_library);
  return is_open;
}

char *markdown_html(const char *text, size_t length) {
  static const char *const names[] = {"table", "strikethrough", "autolink", "tagfilter", "tasklist"};
  if (!markdown_open()) return NULL;
  void *parser = api.parser_new(OPTIONS);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    void *extension = api.find(names[i]);
    if (extension) api.attach(parser, extension);
  }
  api.feed(parser, text, length);
  void *document = api.finish(parser);
  char *html = document ? api.render(document, OPTIONS, api.attached(parser)) : NULL;
  if (document) api.node_free(document);
  api.parser_free(parser);
  return html;
}

void markdown_free(char *html) { free(html); }
