#define _GNU_SOURCE
#include "CStack.h"
#include <pthread.h>

int advnb_stack_bounds(void **lowest, size_t *size) {
  pthread_attr_t attributes;
  int status = pthread_getattr_np(pthread_self(), &attributes);
  if (status != 0) return status;
  status = pthread_attr_getstack(&attributes, lowest, size);
  pthread_attr_destroy(&attributes);
  return status;
}
