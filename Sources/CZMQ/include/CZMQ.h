// ZeroMQ's sockets, through the system's libzmq, opened when first needed.
// Neighbours: `Jupyter/Wire.swift` speaks Jupyter's protocol over them.
#ifndef CZMQ_SHIM_H
#define CZMQ_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Kinds of socket, by ZeroMQ's numbers.
enum advnb_socket { ADVNB_PUB = 1, ADVNB_REP = 4, ADVNB_ROUTER = 6 };

/// One frame of a message; `bytes` is from malloc, and NULL if there was none.
struct advnb_frame {
  uint8_t *bytes;
  size_t count;
  bool has_more;
};

/// Opens the library, once. False if there is none.
bool advnb_zmq_open(void);

/// A socket that listens at an address, as tcp://127.0.0.1:5555; NULL if that cannot be.
void *advnb_zmq_bind(enum advnb_socket kind, const char *address);

/// Waits until one of two sockets has something, at most `milliseconds`: 1, 2, or both added; 0 for none.
int advnb_zmq_wait(void *first, void *second, long milliseconds);

/// The next frame; does not wait.
struct advnb_frame advnb_zmq_receive(void *socket);

bool advnb_zmq_send(void *socket, const uint8_t *bytes, size_t count, bool has_more);

/// Gives back at an address whatever comes, on a thread of its own, for as long as the process lives.
bool advnb_zmq_echo(const char *address);

/// Gives the bytes of a frame back.
void advnb_free(uint8_t *bytes);

/// Closes a socket once what was sent has left.
void advnb_zmq_close(void *socket);

#endif
