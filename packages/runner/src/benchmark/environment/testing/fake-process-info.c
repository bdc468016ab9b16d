/* NSProcessInfo behind the runtime of Objective-C, for machines that have neither. -DOLD is a macOS before 12, -DNONE one without the class. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static long state = 0;
static int low_power = 0, pools = 0;
static char class_object, instance;

void fake_set(long thermal_state, int is_low_power) {
  state = thermal_state;
  low_power = is_low_power;
}
int fake_pools(void) { return pools; }

void *objc_getClass(const char *name) {
#ifdef NONE
  return NULL;
#endif
  return strcmp(name, "NSProcessInfo") == 0 ? &class_object : NULL;
}
void *sel_registerName(const char *name) { return strdup(name); }
void *objc_autoreleasePoolPush(void) {
  pools++;
  return &pools;
}
void objc_autoreleasePoolPop(void *pool) {
  if (pool != &pools) abort();
  pools--;
}
static int knows(const char *selector) {
#ifndef OLD
  if (strcmp(selector, "isLowPowerModeEnabled") == 0) return 1;
#endif
  return strcmp(selector, "thermalState") == 0;
}
/* An unknown message ends the process, as it does there. */
intptr_t objc_msgSend(void *receiver, const char *selector, const char *argument) {
  if (pools == 0) abort();
  if (receiver == &class_object && strcmp(selector, "processInfo") == 0) return (intptr_t)&instance;
  if (receiver != &instance) abort();
  if (strcmp(selector, "respondsToSelector:") == 0) return knows(argument);
  if (!knows(selector)) abort();
  return strcmp(selector, "thermalState") == 0 ? state : low_power;
}
