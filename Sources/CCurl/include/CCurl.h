// Downloads, through the system's libcurl, opened when first needed.
// Neighbours: `advnb/Files/Download.swift` is the only caller; no program or notebook can reach it.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library, once. False if there is none.
bool advnb_curl_open(void);

/// Told how far it is; `total` is 0 where the server does not say. True stops the download.
typedef bool (*advnb_progress)(void *context, int64_t done, int64_t total);

struct advnb_download_result {
  /// libcurl's number for what happened; 0 if all is well.
  int code;
  /// The server's answer; 0 if there was none.
  long status;
  char message[256];
};

/// Fetches an address into a file. What the file holds already is kept if the server can go on from there.
struct advnb_download_result advnb_download(
    const char *address, const char *path, advnb_progress progress, void *context);

#endif
