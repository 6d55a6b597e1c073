// CommonMark with GitHub's tables to HTML, through the system's cmark-gfm, opened when first needed.
// Neighbours: `Publishing/HTMLPage.swift`.
#ifndef CMARKDOWN_SHIM_H
#define CMARKDOWN_SHIM_H

#include <stdbool.h>
#include <stddef.h>

/// Opens the library, once. False if there is none.
bool markdown_open(void);

/// HTML of a page (UTF-8, raw HTML passes but for scripts and their like); NULL without the library.
/// The caller gives it back to `markdown_free`.
char *markdown_html(const char *text, size_t length);
void markdown_free(char *html);

#endif
