#define _GNU_SOURCE
#include "CStack.h"
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

int advnb_stack_bounds(void **lowest, size_t *size) {
  pthread_attr_t attributes;
  int status = pthread_getattr_np(pthread_self(), &attributes);
  if (status != 0) return status;
  status = pthread_attr_getstack(&attributes, lowest, size);
  pthread_attr_destroy(&attributes);
  return status;
}

long long advnb_heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return (long long)info.uordblks + (long long)info.hblkhd;
}

long long advnb_resident_bytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return (long long)usage.ru_maxrss * 1024;
}
