// A question to the terminal itself: written, and its answer read before the person's next key counts.
// Neighbours: `REPL/Pictures/TerminalAbilities` asks what pictures there can be.
#define _GNU_SOURCE
#include "CReadline.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <readline/readline.h>

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// Length of the escape sequence at the beginning of a text; 0 if it begins with none, or with a part of one.
static int sequence(const char *text, int count) {
  if (count < 2 || text[0] != 27) return 0;
  if (text[1] == '[') {
    for (int i = 2; i < count; i++)
      if (text[i] >= 0x40 && text[i] <= 0x7E) return i + 1;
  } else if (text[1] == '_' || text[1] == 'P' || text[1] == ']') {
    for (int i = 2; i + 1 < count; i++)
      if (text[i] == 27 && text[i + 1] == '\\') return i + 2;
  }
  return 0;
}

/// Whether the answer to `ESC [ c` is in it: every terminal gives that one, and it comes last.
static int has_attributes(const char *text, int count) {
  for (int i = 0; i + 2 < count; i++) {
    int length = sequence(text + i, count - i);
    if (length && text[i + 1] == '[' && text[i + 2] == '?' && text[i + length - 1] == 'c') return 1;
  }
  return 0;
}

int advnb_terminal_ask(const char *question, char *answer, int size, int timeout) {
  struct termios usual, raw;
  if (size < 1 || !isatty(0) || !isatty(1) || tcgetattr(0, &usual) != 0) return 0;
  raw = usual;
  raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  tcsetattr(0, TCSANOW, &raw);
  fflush(stdout);
  int count = 0;
  if (write(1, question, strlen(question)) == (ssize_t)strlen(question)) {
    long end = milliseconds() + timeout;
    while (count < size - 1 && !has_attributes(answer, count)) {
      struct pollfd input = {.fd = 0, .events = POLLIN};
      long left = end - milliseconds();
      if (left <= 0 || poll(&input, 1, (int)left) <= 0) break;
      ssize_t got = read(0, answer + count, (size_t)(size - 1 - count));
      if (got <= 0) break;
      count += (int)got;
    }
  }
  // A terminal that does not know the question may have shown a part of it.
  static const char clean[] = "\r\033[K";
  if (write(1, clean, sizeof clean - 1) < 0) count = 0;
  tcsetattr(0, TCSANOW, &usual);
  // What the person typed meanwhile is no answer: it goes on to the editor.
  int kept = 0;
  for (int i = 0; i < count;) {
    int length = sequence(answer + i, count - i);
    if (length == 0) rl_stuff_char((unsigned char)answer[i++]);
    for (; length > 0; length--) answer[kept++] = answer[i++];
  }
  answer[kept] = 0;
  return kept;
}
