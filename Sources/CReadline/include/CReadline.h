// GNU Readline as a handful of calls: one line read, a history kept, names completed.
// Neighbours: `CReadline.c`; `REPL/Terminal.swift` is the only caller.
#ifndef CREADLINE_H
#define CREADLINE_H

#include <stdbool.h>

enum advnb_line_end { ADVNB_LINE, ADVNB_LINE_INTERRUPTED, ADVNB_LINE_CLOSED };

/// Answers with all candidates for the word at bytes start..<end of the line, separated by line ends, in
/// memory from malloc that the caller frees; NULL if there are none. A candidate that ends in a zero-width
/// mark (byte 01) is completed without a space after it.
typedef char *(*advnb_completer)(void *context, const char *line, int start, int end);

/// Prepares the editor. `is_interrupted` is asked after each signal; both contexts must outlive the editor.
void advnb_line_editor_open(
    advnb_completer completer, void *completer_context, bool (*is_interrupted)(void *), void *interrupt_context);

/// Reads one line. `*text` (from malloc, to be freed) is set for ADVNB_LINE only.
enum advnb_line_end advnb_line_read(const char *prompt, char **text);

/// Adds an entry, line ends included, to what the arrow keys bring back.
void advnb_history_add(const char *entry);

#endif
