// What keys do in an entry of several lines: Enter, the arrows, line ends, closing brackets, Ctrl-L.
// Neighbours: `CReadline.c` binds them once Readline has read the user's own bindings.
#include "editor.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

/// Ends a whole entry; in one that lacks something, begins the next line.
static int enter(int count, int key) {
  if (advnb_editor_gives_up) return rl_newline(count, key);
  int indentation = advnb_editor.indentation(advnb_editor.context, rl_line_buffer);
  if (indentation < 0) {
    rl_point = rl_end;
    advnb_paint_entry(ADVNB_PAINT_LAST);
    return rl_newline(count, key);
  }
  char spaces[64];
  int width = indentation < (int)sizeof spaces - 2 ? indentation : (int)sizeof spaces - 2;
  spaces[0] = '\n';
  memset(spaces + 1, ' ', (size_t)width);
  spaces[width + 1] = 0;
  rl_insert_text(spaces);
  return 0;
}

static int new_line(int count, int key) {
  (void)count, (void)key;
  rl_insert_text("\n");
  return 0;
}

static int start_of_line(int place) {
  while (place > 0 && rl_line_buffer[place - 1] != '\n') place--;
  return place;
}

static int end_of_line(int place) {
  while (place < rl_end && rl_line_buffer[place] != '\n') place++;
  return place;
}

/// Characters between two places.
static int characters(int from, int to) {
  int count = 0;
  while (from < to) {
    from++;
    while (from < rl_end && (rl_line_buffer[from] & 0xC0) == 0x80) from++;
    count++;
  }
  return count;
}

static int after_characters(int place, int count) {
  while (count-- > 0 && place < rl_end && rl_line_buffer[place] != '\n') {
    place++;
    while (place < rl_end && (rl_line_buffer[place] & 0xC0) == 0x80) place++;
  }
  return place;
}

static int up(int count, int key) {
  int start = start_of_line(rl_point);
  if (start == 0) return rl_get_previous_history(count, key);
  rl_point = after_characters(start_of_line(start - 1), characters(start, rl_point));
  return 0;
}

static int down(int count, int key) {
  int end = end_of_line(rl_point);
  if (end == rl_end) return rl_get_next_history(count, key);
  rl_point = after_characters(end + 1, characters(start_of_line(rl_point), rl_point));
  return 0;
}

static int to_start_of_line(int count, int key) {
  (void)count, (void)key;
  rl_point = start_of_line(rl_point);
  return 0;
}

static int to_end_of_line(int count, int key) {
  (void)count, (void)key;
  rl_point = end_of_line(rl_point);
  return 0;
}

/// Kills the rest of the line; at its end, the line end.
static int kill_line(int count, int key) {
  int end = end_of_line(rl_point);
  if (count < 0 || end == rl_end) return rl_kill_line(count, key);
  rl_kill_text(rl_point, end == rl_point ? end + 1 : end);
  return 0;
}

/// A bracket that closes a block stands two spaces to the left of what is in it.
static int close_bracket(int count, int key) {
  int start = start_of_line(rl_point);
  bool is_blank = rl_point - start >= 2;
  for (int place = start; place < rl_point; place++) is_blank = is_blank && rl_line_buffer[place] == ' ';
  if (is_blank && start > 0) {
    rl_begin_undo_group();
    rl_delete_text(rl_point - 2, rl_point);
    rl_point -= 2;
    rl_insert(count, key);
    rl_end_undo_group();
    return 0;
  }
  return rl_insert(count, key);
}

/// An answer of the terminal that came too late for the question is no text: it is read to its end.
static int swallow_answer(int count, int key) {
  (void)count, (void)key;
  for (int length = 0; length < 64; length++) {
    int next = rl_read_key();
    if (next < 0 || (next >= 0x40 && next <= 0x7E)) break;
  }
  return 0;
}

/// As that, for answers that end in ESC and a backslash.
static int swallow_string(int count, int key) {
  (void)count, (void)key;
  for (int length = 0, before = 0; length < 256; length++) {
    int next = rl_read_key();
    if (next < 0 || (before == 27 && next == '\\')) break;
    before = next;
  }
  return 0;
}

/// Ctrl-G, and each key that means nothing: as Readline's `abort`, without its jump.
///
/// When keys are read ahead, Readline 8.2 in its callback form jumps into a frame that is gone: `M-5` with an unbound key
/// typed at once crashes it. So that it never comes to its own `abort`, no key is left unbound.
static int give_up(int count, int key) {
  (void)count, (void)key;
  rl_discard_argument();
  rl_clear_pending_input();
  rl_deactivate_mark();
  if (RL_ISSTATE(RL_STATE_MACRODEF)) rl_end_kbd_macro(1, 0);
  rl_last_func = NULL;
  return 0;
}

static int clear_screen(int count, int key) {
  (void)count, (void)key;
  static const char home[] = "\033[H\033[2J";
  advnb_terminal_write(home, sizeof home - 1);
  advnb_paint_entry(ADVNB_PAINT_ANEW);
  return 0;
}

/// Rebinds a key sequence of a map if it still does what Readline made it do.
static void replace(Keymap map, const char *keys, rl_command_func_t *usual, rl_command_func_t *ours) {
  if (rl_function_of_keyseq(keys, map, NULL) == usual) rl_bind_keyseq_in_map(keys, ours, map);
}

enum { MAX_PREFIXES = 8 };

static void bind_the_unbound(Keymap map, int prefixes) {
  for (int key = 0; key < ANYOTHERKEY; key++) {
    if (map[key].type == ISKMAP && prefixes < MAX_PREFIXES) bind_the_unbound((Keymap)(void *)map[key].function, prefixes + 1);
    if (map[key].type == ISFUNC && map[key].function == NULL) map[key].function = give_up;
  }
}

void advnb_bind_keys(void) {
  Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};
  for (int i = 0; i < 3; i++) {
    replace(maps[i], "\r", rl_newline, enter);
    replace(maps[i], "\n", rl_newline, enter);
    replace(maps[i], "\033[A", rl_get_previous_history, up);
    replace(maps[i], "\033OA", rl_get_previous_history, up);
    replace(maps[i], "\033[B", rl_get_next_history, down);
    replace(maps[i], "\033OB", rl_get_next_history, down);
    static const char *const aborts[] = {"\007", "\033\007", "\030\007"};
    for (int key = 0; key < 3; key++) replace(maps[i], aborts[key], rl_abort, give_up);
    if (!advnb_editor_paints) continue;
    replace(maps[i], "\014", rl_clear_screen, clear_screen);
  }
  for (int i = 0; i < 2; i++) {
    replace(maps[i], ")", rl_insert, close_bracket);
    replace(maps[i], "]", rl_insert, close_bracket);
    replace(maps[i], "}", rl_insert, close_bracket);
    static const char *const starts[] = {"\001", "\033[H", "\033OH", "\033[1~"};
    static const char *const ends[] = {"\005", "\033[F", "\033OF", "\033[4~"};
    for (int key = 0; key < 4; key++) {
      replace(maps[i], starts[key], rl_beg_of_line, to_start_of_line);
      replace(maps[i], ends[key], rl_end_of_line, to_end_of_line);
    }
    replace(maps[i], "\013", rl_kill_line, kill_line);
  }
  for (int i = 0; i < 2; i++) {
    rl_bind_keyseq_in_map("\033[?", swallow_answer, maps[i]);
    rl_bind_keyseq_in_map("\033[6;", swallow_answer, maps[i]);
    rl_bind_keyseq_in_map("\033_G", swallow_string, maps[i]);
  }
  rl_bind_keyseq_in_map("\033\r", new_line, emacs_standard_keymap);
  for (int i = 0; i < 3; i++) bind_the_unbound(maps[i], 0);
}
