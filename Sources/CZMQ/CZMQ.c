// Opens libzmq at run time: only the Jupyter kernel needs it.
// Neighbours: `CZMQ.h` says what is asked of it.
#include "CZMQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Of zmq.h: options, flags, and what poll reads.
enum { LINGER = 17, RCVMORE = 13, DONTWAIT = 1, SNDMORE = 2, POLLIN_EVENT = 1 };
typedef struct {
  void *socket;
  int fd;
  short events;
  short revents;
} poll_item;
typedef struct {
  _Alignas(8) unsigned char bytes[64];
} message;

static struct {
  void *(*ctx_new)(void);
  void *(*socket)(void *, int);
  int (*bind)(void *, const char *);
  int (*close)(void *);
  int (*setsockopt)(void *, int, const void *, size_t);
  int (*getsockopt)(void *, int, void *, size_t *);
  int (*poll)(poll_item *, int, long);
  int (*send)(void *, const void *, size_t, int);
  int (*msg_init)(message *);
  int (*msg_recv)(message *, void *, int);
  int (*msg_close)(message *);
  void *(*msg_data)(message *);
  size_t (*msg_size)(const message *);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *context;

static void open_library(void) {
  void *library = dlopen("libzmq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  struct {
    void *place;
    const char *name;
  } symbols[] = {
      {&api.ctx_new, "zmq_ctx_new"},       {&api.socket, "zmq_socket"},
      {&api.bind, "zmq_bind"},             {&api.close, "zmq_close"},
      {&api.setsockopt, "zmq_setsockopt"}, {&api.getsockopt, "zmq_getsockopt"},
      {&api.poll, "zmq_poll"},             {&api.send, "zmq_send"},
      {&api.msg_init, "zmq_msg_init"},     {&api.msg_recv, "zmq_msg_recv"},
      {&api.msg_close, "zmq_msg_close"},   {&api.msg_data, "zmq_msg_data"},
      {&api.msg_size, "zmq_msg_size"},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (!symbol) return;
    *(void **)symbols[i].place = symbol;
  }
  context = api.ctx_new();
}

bool advnb_zmq_open(void) {
  pthread_once(&once, open_library);
  return context != NULL;
}

void *advnb_zmq_bind(enum advnb_socket kind, const char *address) {
  if (!advnb_zmq_open()) return NULL;
  void *socket = api.socket(context, kind);
  if (!socket) return NULL;
  int linger = 1000;
  api.setsockopt(socket, LINGER, &linger, sizeof linger);
  if (api.bind(socket, address) == 0) return socket;
  api.close(socket);
  return NULL;
}

int advnb_zmq_wait(void *first, void *second, long milliseconds) {
  poll_item items[2] = {{first, 0, POLLIN_EVENT, 0}, {second, 0, POLLIN_EVENT, 0}};
  if (api.poll(items, 2, milliseconds) <= 0) return 0;
  return (items[0].revents & POLLIN_EVENT ? 1 : 0) + (items[1].revents & POLLIN_EVENT ? 2 : 0);
}

struct advnb_frame advnb_zmq_receive(void *socket) {
  struct advnb_frame frame = {NULL, 0, false};
  message part;
  if (api.msg_init(&part) != 0) return frame;
  if (api.msg_recv(&part, socket, DONTWAIT) >= 0) {
    size_t count = api.msg_size(&part);
    // One byte more, so that an empty frame is not none.
    frame.bytes = malloc(count + 1);
    if (frame.bytes) {
      frame.count = count;
      if (count > 0) memcpy(frame.bytes, api.msg_data(&part), count);
      int more = 0;
      size_t size = sizeof more;
      frame.has_more = api.getsockopt(socket, RCVMORE, &more, &size) == 0 && more;
    }
  }
  api.msg_close(&part);
  return frame;
}

bool advnb_zmq_send(void *socket, const uint8_t *bytes, size_t count, bool has_more) {
  return api.send(socket, bytes, count, has_more ? SNDMORE : 0) >= 0;
}

static void *echo(void *socket) {
  for (;;) {
    message part;
    if (api.msg_init(&part) != 0) return NULL;
    if (api.msg_recv(&part, socket, 0) >= 0) api.send(socket, api.msg_data(&part), api.msg_size(&part), 0);
    api.msg_close(&part);
  }
}

bool advnb_zmq_echo(const char *address) {
  void *socket = advnb_zmq_bind(ADVNB_REP, address);
  if (!socket) return false;
  pthread_t thread;
  if (pthread_create(&thread, NULL, echo, socket) != 0) return false;
  pthread_detach(thread);
  return true;
}

void advnb_zmq_close(void *socket) { api.close(socket); }

void advnb_free(uint8_t *bytes) { free(bytes); }
