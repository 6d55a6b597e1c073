// Readline's callback interface driven by poll, so that a signal ends the line and nothing else.
// Neighbours: `CReadline.h` says what each call promises.
#define _GNU_SOURCE  // ppoll
#include "CReadline.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

// Readline's callbacks carry no context: what they need lives here, one editor per process.
static advnb_completer completer;
static void *completer_context;
static bool (*is_interrupted)(void *);
static void *interrupt_context;
static char *line;
static bool is_complete;
static char *candidates;
static char *next_candidate;

static void take_line(char *text) {
  line = text;
  is_complete = true;
  // Otherwise Readline would show the prompt again at once.
  rl_callback_handler_remove();
}

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
  candidates = completer ? completer(completer_context, rl_line_buffer, start, end) : NULL;
  if (candidates == NULL || *candidates == 0) return NULL;
  return rl_completion_matches(text, candidate);
}

static void choose_locale(void) {
  // Names may hold any letter: without a locale that knows UTF-8 Readline would count bytes.
  if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX < 2) setlocale(LC_CTYPE, "C.UTF-8");
}

void advnb_line_editor_open(
    advnb_completer ask, void *ask_context, bool (*interrupted)(void *), void *interrupted_context) {
  choose_locale();
  completer = ask;
  completer_context = ask_context;
  is_interrupted = interrupted;
  interrupt_context = interrupted_context;
  rl_readline_name = "advnb";
  rl_catch_signals = 0;
  // Results may go to a file: what the person types shows on the terminal all the same.
  if (!isatty(1) && isatty(2)) rl_outstream = stderr;
  rl_completer_word_break_characters = " \t\n\"'`@$><=;|&{}(+-*/%^,)[]~!:?";
  rl_basic_quote_characters = "";
  rl_completer_quote_characters = "";
  rl_attempted_completion_function = complete;
  using_history();
  stifle_history(10000);
}

/// Gives up the line in hand as Readline asks for it when a signal came.
static void abandon_line(void) {
  rl_free_line_state();
  rl_callback_sigcleanup();
  rl_cleanup_after_signal();
  rl_callback_handler_remove();
  fputs("\n", rl_outstream ? rl_outstream : stdout);
  fflush(rl_outstream ? rl_outstream : stdout);
}

static bool was_interrupted(void) { return is_interrupted && is_interrupted(interrupt_context); }

/// Reads with SIGINT held back; only `waiting` lets it through.
static enum advnb_line_end read_line(const sigset_t *waiting, char **text) {
  while (!is_complete) {
    struct pollfd input = {.fd = fileno(rl_instream ? rl_instream : stdin), .events = POLLIN};
    int ready = was_interrupted() ? -1 : ppoll(&input, 1, NULL, waiting);
    int reason = errno;
    if (was_interrupted()) {
      abandon_line();
      return ADVNB_LINE_INTERRUPTED;
    }
    if (ready < 0) {
      if (reason == EINTR) continue;
      break;
    }
    if (input.revents & (POLLIN | POLLHUP)) rl_callback_read_char();
    else if (input.revents & (POLLERR | POLLNVAL)) break;
  }
  if (!is_complete) rl_callback_handler_remove();
  if (line == NULL) return ADVNB_LINE_CLOSED;
  *text = line;
  return ADVNB_LINE;
}

enum advnb_line_end advnb_line_read(const char *prompt, char **text) {
  line = NULL;
  is_complete = false;
  *text = NULL;
  // A signal that came between the prompt and the wait would go unseen until the next key.
  sigset_t interrupt, before;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  rl_callback_handler_install(prompt, take_line);
  enum advnb_line_end end = read_line(&before, text);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return end;
}

void advnb_history_add(const char *entry) { add_history(entry); }
