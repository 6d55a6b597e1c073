// Opens libcurl at run time: only `advnb data get` needs it.
// Neighbours: `CCurl.h` says what is asked of it.
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Of curl.h: options by their numbers, which are part of the library's binary interface.
enum {
  WRITEDATA = 10001,
  URL = 10002,
  ERRORBUFFER = 10010,
  WRITEFUNCTION = 20011,
  NOPROGRESS = 43,
  FAILONERROR = 45,
  FOLLOWLOCATION = 52,
  XFERINFODATA = 10057,
  CONNECTTIMEOUT = 78,
  LOW_SPEED_LIMIT = 19,
  LOW_SPEED_TIME = 20,
  NOSIGNAL = 99,
  RESUME_FROM_LARGE = 30116,
  PROTOCOLS_STR = 10318,
  USERAGENT = 10018,
  XFERINFOFUNCTION = 20219,
  RESPONSE_CODE = 0x200002,
};

static struct {
  int (*global_init)(long);
  void *(*init)(void);
  int (*setopt)(void *, int, ...);
  int (*perform)(void *);
  int (*getinfo)(void *, int, ...);
  void (*cleanup)(void *);
  const char *(*strerror)(int);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_open;

static void open_library(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof names / sizeof names[0]; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  struct {
    void *place;
    const char *name;
  } symbols[] = {
      {&api.global_init, "curl_global_init"}, {&api.init, "curl_easy_init"},
      {&api.setopt, "curl_easy_setopt"},      {&api.perform, "curl_easy_perform"},
      {&api.getinfo, "curl_easy_getinfo"},    {&api.cleanup, "curl_easy_cleanup"},
      {&api.strerror, "curl_easy_strerror"},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (!symbol) return;
    *(void **)symbols[i].place = symbol;
  }
  is_open = api.global_init(3) == 0;
}

bool advnb_curl_open(void) {
  pthread_once(&once, open_library);
  return is_open;
}

struct transfer {
  void *handle;
  FILE *file;
  int64_t start;
  bool has_begun;
  advnb_progress progress;
  void *context;
};

static size_t take(const char *bytes, size_t size, size_t count, void *context) {
  struct transfer *transfer = context;
  if (!transfer->has_begun) {
    transfer->has_begun = true;
    long status = 0;
    api.getinfo(transfer->handle, RESPONSE_CODE, &status);
    // The server sends the whole file although only its end was asked for.
    if (transfer->start > 0 && status == 200) {
      rewind(transfer->file);
      if (ftruncate(fileno(transfer->file), 0) != 0) return 0;
      transfer->start = 0;
    }
  }
  return fwrite(bytes, size, count, transfer->file);
}

static int tell(void *context, int64_t total, int64_t done, int64_t up_total, int64_t up_done) {
  struct transfer *transfer = context;
  (void)up_total;
  (void)up_done;
  return transfer->progress(transfer->context, transfer->start + done, total > 0 ? transfer->start + total : 0);
}

static void set_options(struct transfer *transfer, const char *address, char *message) {
  void *handle = transfer->handle;
  api.setopt(handle, URL, address);
  api.setopt(handle, PROTOCOLS_STR, "http,https");
  api.setopt(handle, USERAGENT, "advnb");
  api.setopt(handle, ERRORBUFFER, message);
  api.setopt(handle, FOLLOWLOCATION, 1L);
  api.setopt(handle, FAILONERROR, 1L);
  api.setopt(handle, NOSIGNAL, 1L);
  api.setopt(handle, CONNECTTIMEOUT, 20L);
  api.setopt(handle, LOW_SPEED_LIMIT, 100L);
  api.setopt(handle, LOW_SPEED_TIME, 30L);
  api.setopt(handle, RESUME_FROM_LARGE, transfer->start);
  api.setopt(handle, WRITEFUNCTION, take);
  api.setopt(handle, WRITEDATA, transfer);
  api.setopt(handle, NOPROGRESS, 0L);
  api.setopt(handle, XFERINFOFUNCTION, tell);
  api.setopt(handle, XFERINFODATA, transfer);
}

struct advnb_download_result advnb_download(
    const char *address, const char *path, advnb_progress progress, void *context) {
  struct advnb_download_result result = {.code = -1};
  if (!advnb_curl_open()) return result;
  FILE *file = fopen(path, "r+b");
  if (!file) file = fopen(path, "w+b");
  if (!file) {
    result.code = 23;
    return result;
  }
  fseek(file, 0, SEEK_END);
  struct transfer transfer = {api.init(), file, ftell(file), false, progress, context};
  if (transfer.handle) {
    set_options(&transfer, address, result.message);
    result.code = api.perform(transfer.handle);
    api.getinfo(transfer.handle, RESPONSE_CODE, &result.status);
    if (result.code != 0 && result.message[0] == 0)
      snprintf(result.message, sizeof result.message, "%s", api.strerror(result.code));
    api.cleanup(transfer.handle);
  }
  if (fclose(file) != 0 && result.code == 0) result.code = 23;
  return result;
}
