// What a bug in the language might try. Tests run these behind the walls, and see each one fail.
#define _GNU_SOURCE
#include "CConfine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int opened(int descriptor) {
  if (descriptor < 0) return errno;
  close(descriptor);
  return 0;
}

static int done(long result) { return result < 0 ? errno : 0; }

static int forked(void) {
  pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  return 0;
}

static int executed(void) {
  char *const arguments[] = {"true", NULL};
  execv("/bin/true", arguments);
  return errno;
}

int advnb_attempt(enum advnb_attempt what, const char *path) {
  switch (what) {
  case ADVNB_TCP_SOCKET: return opened(socket(AF_INET, SOCK_STREAM, 0));
  case ADVNB_UDP_SOCKET: return opened(socket(AF_INET, SOCK_DGRAM, 0));
  case ADVNB_LOCAL_SOCKET: return opened(socket(AF_UNIX, SOCK_STREAM, 0));
  case ADVNB_FORK: return forked();
  case ADVNB_EXECUTE: return executed();
  case ADVNB_LOOK_INTO: return done(process_vm_readv(getppid(), NULL, 0, NULL, 0, 0));
  case ADVNB_WRITE_FILE: return opened(open(path, O_WRONLY | O_CREAT, 0600));
  case ADVNB_READ_FILE: return opened(open(path, O_RDONLY));
  case ADVNB_MAKE_FOLDER: return done(mkdir(path, 0700));
  case ADVNB_REMOVE_FILE: return done(unlink(path));
  case ADVNB_RENAME_OUT: return done(rename("inside", path));
  case ADVNB_LINK_OUT: return done(link(path, "linked"));
  }
  return EINVAL;
}
