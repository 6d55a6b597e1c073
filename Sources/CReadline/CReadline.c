// Readline's callback interface driven by poll, so that a signal ends the line and nothing else.
// Neighbours: `CReadline.h` says what each call promises, `keys.c` what keys do.
#define _GNU_SOURCE  // ppoll
#include "editor.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <readline/history.h>
#include <readline/readline.h>

struct advnb_line_callbacks advnb_editor;
bool advnb_editor_paints;
bool advnb_editor_gives_up;

static char *line;
static bool is_complete;
/// True once an entry was drawn for the last time, until it is drawn anew: Readline's tidying up would draw it again.
static bool is_left;
/// What the owner offers for the word in hand, and the part not yet handed to Readline.
static char *candidates;
static char *next_candidate;
/// The last signal that came while an entry was read; 0 for none.
static volatile sig_atomic_t caught;
static volatile sig_atomic_t was_resized;

static bool was_interrupted(void) { return advnb_editor.is_interrupted(advnb_editor.context); }

/// With the key that raises a signal the terminal drops the keys before it: who waits for those gets an end that is none.
static bool was_signalled(void) { return was_interrupted() || caught; }

static void take_line(char *text) {
  if (text == NULL && !was_signalled()) advnb_paint_entry(ADVNB_PAINT_LAST);
  line = text;
  is_complete = true;
  // Otherwise Readline would show the prompt again at once.
  rl_callback_handler_remove();
}

/// The signals that are let through while keys are awaited.
static sigset_t waiting;

static bool more_keys_wait(void) {
  struct pollfd input = {.fd = fileno(rl_instream ? rl_instream : stdin), .events = POLLIN};
  return poll(&input, 1, 0) > 0 && (input.revents & POLLIN);
}

/// Places of the sequence that ends a paste which were given in place of keys that cannot come.
static int ended;

/// No key comes any more. Readline 8.2 leaves a paste without its end unterminated in memory and reads on behind it, so
/// what reads a paste is given that end first.
static int no_key(void) {
  static const char end_of_paste[] = "\033[201~";
  if (RL_ISSTATE(RL_STATE_MOREINPUT) && end_of_paste[ended]) return end_of_paste[ended++];
  return EOF;
}

static int next_key(FILE *stream) {
  int key = rl_getc(stream);
  return key == EOF ? no_key() : key;
}

/// A key. Only what reads several at once, as a paste whose end does not come, has to wait for one: a signal ends that.
/// A key that is there is given whatever signal waits, for an end would be the end of the input.
static int read_key(FILE *stream) {
  if (advnb_editor_gives_up) return '\r';
  if (ended) return no_key();
  if (more_keys_wait()) return next_key(stream);
  for (;;) {
    struct pollfd input = {.fd = fileno(stream), .events = POLLIN};
    int ready = ppoll(&input, 1, NULL, &waiting);
    if (was_signalled()) return no_key();
    if (ready > 0) return next_key(stream);
    if (ready < 0 && errno != EINTR) return no_key();
  }
}

// MARK: The screen

static FILE *terminal(void) { return rl_outstream ? rl_outstream : stdout; }

void advnb_terminal_write(const char *bytes, long count) {
  if (count > 0) fwrite(bytes, 1, (size_t)count, terminal());
  fflush(terminal());
}

void advnb_terminal_size(int *rows, int *columns) { rl_get_screen_size(rows, columns); }

int advnb_character_width(unsigned int character) {
  int width = wcwidth((wchar_t)character);
  // Without a locale that knows UTF-8 the system knows no letter beyond ASCII.
  return width < 0 && character >= 0xA0 ? 1 : width;
}

void advnb_paint_entry(enum advnb_paint how) {
  if (!advnb_editor_paints) return;
  fflush(terminal());
  const char *prompt = rl_display_prompt ? rl_display_prompt : "";
  advnb_editor.paint(advnb_editor.context, how, prompt, rl_line_buffer ? rl_line_buffer : "", rl_point);
  if (how == ADVNB_PAINT_LAST) is_left = true;
  if (how == ADVNB_PAINT_ANEW) is_left = false;
}

/// Keys that wait will change the entry again: it is drawn once they are through.
static void redisplay(void) {
  if (!is_left && !more_keys_wait()) advnb_paint_entry(ADVNB_PAINT_CHANGES);
}

// MARK: Completion

static char *candidate(const char *text, int state) {
  (void)text;
  if (state == 0) next_candidate = candidates;
  if (next_candidate == NULL || *next_candidate == 0) return NULL;
  char *end = strchr(next_candidate, '\n');
  size_t length = end ? (size_t)(end - next_candidate) : strlen(next_candidate);
  char *result = malloc(length + 1);
  if (result == NULL) return NULL;
  memcpy(result, next_candidate, length);
  result[length] = 0;
  if (length > 0 && result[length - 1] == 1) {
    result[length - 1] = 0;
    rl_completion_append_character = 0;
  }
  next_candidate += length + (end ? 1 : 0);
  return result;
}

static char **complete(const char *text, int start, int end) {
  rl_attempted_completion_over = 1;
  rl_completion_append_character = ' ';
  free(candidates);
  candidates = advnb_editor.complete(advnb_editor.context, rl_line_buffer, start, end);
  if (candidates == NULL || *candidates == 0) return NULL;
  if (*candidates == 2) {
    rl_completion_append_character = 0;
    return rl_completion_matches(text, rl_filename_completion_function);
  }
  return rl_completion_matches(text, candidate);
}

/// Shows the list below the entry, and the entry below the list.
static void list_matches(char **matches, int count, int longest) {
  (void)longest;
  size_t length = 1;
  for (int i = 1; i <= count; i++) length += strlen(matches[i]) + 1;
  char *all = malloc(length);
  if (all == NULL) return;
  char *end = all;
  for (int i = 1; i <= count; i++) end += sprintf(end, i == 1 ? "%s" : "\n%s", matches[i]);
  int point = rl_point;
  rl_point = rl_end;
  advnb_paint_entry(ADVNB_PAINT_LAST);
  rl_point = point;
  if (!advnb_editor_paints) advnb_terminal_write("\n", 1);
  advnb_editor.list(advnb_editor.context, rl_line_buffer, all);
  free(all);
  rl_on_new_line();
  if (advnb_editor_paints) advnb_paint_entry(ADVNB_PAINT_ANEW);
  else rl_forced_update_display();
}

static const char separators[] = " \t\n\"'`@$><=;|&{}(+-*/%^,)[]~!:?";

/// Inside a string a word is a file name: only its quotation mark ends it.
static char *break_characters(void) {
  bool inside = false;
  for (int i = 0; i < rl_point; i++) {
    if (rl_line_buffer[i] == '\\' && inside) i++;
    else if (rl_line_buffer[i] == '"') inside = !inside;
  }
  return strdup(inside ? "\"" : separators);
}

// MARK: Opening

static void choose_locale(void) {
  // Names may hold any letter: without a locale that knows UTF-8 Readline would count bytes.
  if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX < 2) setlocale(LC_CTYPE, "C.UTF-8");
}

void advnb_line_editor_open(const struct advnb_line_callbacks *callbacks, bool paints) {
  choose_locale();
  advnb_editor = *callbacks;
  advnb_editor_paints = paints;
  rl_readline_name = "advnb";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  // Results may go to a file: what the person types shows on the terminal all the same.
  if (!isatty(1) && isatty(2)) rl_outstream = stderr;
  rl_completer_word_break_characters = separators;
  rl_completion_word_break_hook = break_characters;
  rl_basic_quote_characters = "";
  rl_completer_quote_characters = "";
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = list_matches;
  rl_getc_function = read_key;
  using_history();
  stifle_history(10000);
  // The list says what the names are for: one Tab shows it. Bound before `~/.inputrc` is read, which may say otherwise.
  rl_variable_bind("show-all-if-ambiguous", "on");
  rl_initialize();
  // Set only now: with a function of ours Readline would not look up what the terminal can do.
  if (paints) rl_redisplay_function = redisplay;
  advnb_bind_keys();
}

// MARK: Reading

/// Gives up the line in hand, by way of Enter: with what Readline offers for signals (`rl_free_line_state`) an undo list that
/// the line shares with a history entry is freed twice.
static void abandon_line(void) {
  rl_point = rl_end;
  advnb_paint_entry(ADVNB_PAINT_LAST);
  bool needs_line_end = !advnb_editor_paints;
  if (!is_complete) {
    rl_callback_sigcleanup();
    rl_clear_message();
    advnb_editor_gives_up = true;
    rl_callback_read_char();
    advnb_editor_gives_up = false;
    needs_line_end = needs_line_end && !is_complete;
  }
  // Someone's `~/.inputrc` may have another meaning for Enter.
  if (!is_complete) rl_callback_handler_remove();
  free(line);
  line = NULL;
  rl_cleanup_after_signal();
  if (needs_line_end) advnb_terminal_write("\n", 1);
}

static void catch(int signal) {
  if (signal == SIGWINCH) was_resized = 1;
  else caught = signal;
}

static const int watched[] = {SIGTSTP, SIGTERM, SIGHUP, SIGWINCH};
enum { WATCHED = sizeof watched / sizeof watched[0] };

/// Leaves the terminal as it was found, and lets the signal do what it does without us.
static void obey(int signal) {
  if (advnb_editor_paints && signal == SIGTSTP) {
    int point = rl_point;
    rl_point = rl_end;
    advnb_paint_entry(ADVNB_PAINT_LAST);
    rl_point = point;
  }
  is_left = true;
  rl_cleanup_after_signal();
  struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
  sigaction(signal, &usual, &ours);
  sigset_t only, before;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, &before);
  raise(signal);
  // Only a stopped process comes here, when it is continued.
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(signal, &ours, NULL);
  rl_reset_after_signal();
  rl_reset_screen_size();
  if (advnb_editor_paints) advnb_paint_entry(ADVNB_PAINT_ANEW);
  else rl_forced_update_display();
}

/// Reads with signals held back; only waiting for keys lets them through.
static enum advnb_line_end read_line(char **text) {
  while (!is_complete) {
    struct pollfd input = {.fd = fileno(rl_instream ? rl_instream : stdin), .events = POLLIN};
    int ready = was_interrupted() ? -1 : ppoll(&input, 1, NULL, &waiting);
    int reason = errno;
    if (was_interrupted()) {
      abandon_line();
      return ADVNB_LINE_INTERRUPTED;
    }
    if (caught) {
      int signal = caught;
      caught = 0;
      obey(signal);
      continue;
    }
    if (was_resized) {
      was_resized = 0;
      if (advnb_editor_paints) rl_reset_screen_size();
      else rl_resize_terminal();
      advnb_paint_entry(ADVNB_PAINT_RESIZED);
    }
    if (ready < 0) {
      if (reason == EINTR) continue;
      break;
    }
    ended = 0;
    if (input.revents & (POLLIN | POLLHUP)) rl_callback_read_char();
    else if (input.revents & (POLLERR | POLLNVAL)) break;
  }
  if (!is_complete) rl_callback_handler_remove();
  if (line == NULL && was_signalled()) {
    if (caught) obey(caught);
    abandon_line();
    return ADVNB_LINE_INTERRUPTED;
  }
  if (line == NULL) return ADVNB_LINE_CLOSED;
  *text = line;
  return ADVNB_LINE;
}

enum advnb_line_end advnb_line_read(const char *prompt, char **text) {
  line = NULL;
  is_complete = false;
  is_left = false;
  *text = NULL;
  caught = 0;
  // A signal that came between the prompt and the wait would go unseen until the next key.
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  struct sigaction usual[WATCHED], ours = {.sa_handler = catch};
  for (int i = 0; i < WATCHED; i++) {
    sigaddset(&held, watched[i]);
    sigaction(watched[i], &ours, &usual[i]);
    // Who ignores a signal (nohup) goes on doing so.
    if (usual[i].sa_handler == SIG_IGN) sigaction(watched[i], &usual[i], NULL);
  }
  pthread_sigmask(SIG_BLOCK, &held, &waiting);
  // The window may have changed while something ran.
  rl_reset_screen_size();
  rl_callback_handler_install(prompt, take_line);
  enum advnb_line_end end = read_line(text);
  for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &usual[i], NULL);
  pthread_sigmask(SIG_SETMASK, &waiting, NULL);
  // Keys that came with the change of the window's size were read before its signal was.
  rl_reset_screen_size();
  return end;
}

void advnb_history_add(const char *entry) { add_history(entry); }
