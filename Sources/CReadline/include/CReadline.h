// GNU Readline as a handful of calls: an entry of any number of lines read, a history kept, names completed.
// Neighbours: `CReadline.c`, `keys.c`, `ask.c`; `REPL` is the only caller.
#ifndef CREADLINE_H
#define CREADLINE_H

#include <stdbool.h>

enum advnb_line_end { ADVNB_LINE, ADVNB_LINE_INTERRUPTED, ADVNB_LINE_CLOSED };

enum advnb_paint {
  /// What stands on the screen is known to the painter.
  ADVNB_PAINT_CHANGES,
  /// The cursor stands at the beginning of an empty line: all is drawn anew.
  ADVNB_PAINT_ANEW,
  /// The window has another size; `advnb_terminal_size` tells.
  ADVNB_PAINT_RESIZED,
  /// Drawn to its end, with the cursor on the line after it: the entry is done.
  ADVNB_PAINT_LAST,
};

/// What the editor asks its owner. `context` is handed to each; it must outlive the editor.
struct advnb_line_callbacks {
  void *context;
  /// All candidates for the word at bytes start..<end of the line, separated by line ends, in memory from malloc
  /// that the editor frees; NULL if there are none. A candidate that ends in a byte 01 is completed without a
  /// space after it. A single byte 02 asks for file names.
  char *(*complete)(void *context, const char *line, int start, int end);
  /// Shows candidates for a word of the line below the entry, given as `complete` gave them.
  void (*list)(void *context, const char *line, const char *candidates);
  /// -1 if the line is a whole entry, else the spaces that its next line begins with.
  int (*indentation)(void *context, const char *line);
  void (*paint)(void *context, enum advnb_paint how, const char *prompt, const char *line, int cursor);
  /// Asked after each signal.
  bool (*is_interrupted)(void *context);
};

/// Prepares the editor. `paints`: whether `paint` draws; otherwise Readline does, for terminals that move no cursor.
void advnb_line_editor_open(const struct advnb_line_callbacks *callbacks, bool paints);

/// Reads one entry. `*text` (from malloc, to be freed) is set for ADVNB_LINE only.
///
/// SIGTERM and SIGHUP restore the terminal and then end the process as they do elsewhere; after Ctrl-Z and `fg` the
/// entry is drawn anew.
enum advnb_line_end advnb_line_read(const char *prompt, char **text);

/// Adds an entry, line ends included, to what the arrow keys bring back.
void advnb_history_add(const char *entry);

/// Writes to the terminal of the entry, after what Readline has written.
void advnb_terminal_write(const char *bytes, long count);

void advnb_terminal_size(int *rows, int *columns);

/// Cells that a character takes: 0 for combining marks, 2 for wide ones, -1 for control characters.
int advnb_character_width(unsigned int character);

/// Writes a question that ends in `ESC [ c` to the terminal and collects the escape sequences that come back, for at
/// most `timeout` milliseconds. Other keys go on to the editor.
///
/// Returns their length; 0 if there is no terminal or no answer.
int advnb_terminal_ask(const char *question, char *answer, int size, int timeout);

#endif
