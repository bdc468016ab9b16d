/*
 * The parts of macOS's IOKit and CoreFoundation that are asked for GPUs, for machines that have none, to Apple's headers and to what
 * registries of M-series machines show. One GPU with four clients: two of the process fake_set_pid tells of, one of another, one that is
 * no program's. -DSILENT has a driver that tells nothing, -DSILENT_OF_IT nothing of that process, -DNO_CLIENTS one that nobody uses,
 * -DNO_GPU none at all.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int objects = 0;
static int pid = -1;
static uint64_t gpu_ns = 0;

void fake_set_pid(int of) { pid = of; }
void fake_set_gpu_ns(uint64_t ns) { gpu_ns = ns; }
/* Everything that was made and not released. */
int fake_live(void) { return objects; }

/* A CF object: a text, which of a property is its XML. */
struct object { long length; char text[1]; };
static struct object *make(const char *text) {
  struct object *made = malloc(sizeof(struct object) + strlen(text));
  made->length = strlen(text);
  strcpy(made->text, text);
  objects++;
  return made;
}
void CFRelease(void *object) {
  if (object == NULL) abort();
  objects--;
  free(object);
}
void *CFStringCreateWithCString(void *allocator, const char *text, uint32_t encoding) {
  if (allocator != NULL || encoding != 0x08000100) return NULL;
  return make(text);
}
void *CFPropertyListCreateData(void *allocator, struct object *list, long format, unsigned long options, void *error) {
  if (allocator != NULL || format != 100 || options != 0 || error != NULL) return NULL;
  char xml[4096];
  snprintf(xml, sizeof xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n%s\n</plist>\n", list->text);
  return make(xml);
}
long CFDataGetLength(struct object *data) { return data->length; }
void *CFDataGetBytePtr(struct object *data) { return data->text; }

/* io_object_t: 10 is the GPU, 21 to 24 are its clients, 100 and above are iterators. */
#define GPU 10
#define FIRST_CLIENT 21
#define LAST_CLIENT 24
#define ITERATORS 8
static uint32_t next_of[ITERATORS], last_of[ITERATORS];

static uint32_t iterate(uint32_t first, uint32_t last) {
  for (int i = 0; i < ITERATORS; i++)
    if (next_of[i] == 0) {
      next_of[i] = first;
      last_of[i] = last;
      objects++;
      return 100 + i;
    }
  abort();
}
void *IOServiceMatching(const char *name) { return make(name); }
int IOServiceGetMatchingServices(uint32_t port, struct object *matching, uint32_t *iterator) {
  int known = port == 0 && strcmp(matching->text, "IOAccelerator") == 0;
  CFRelease(matching);
#ifdef NO_GPU
  *iterator = iterate(1, 0);
#else
  *iterator = known ? iterate(GPU, GPU) : iterate(1, 0);
#endif
  return 0;
}
uint32_t IOIteratorNext(uint32_t iterator) {
  uint32_t i = iterator - 100;
  if (next_of[i] > last_of[i]) return 0;
  objects++;
  return next_of[i]++;
}
int IOObjectRelease(uint32_t object) {
  if (object >= 100) next_of[object - 100] = 0;
  objects--;
  return 0;
}
int IORegistryEntryGetChildIterator(uint32_t entry, const char *plane, uint32_t *iterator) {
  if (entry != GPU || strcmp(plane, "IOService") != 0) return 0xe00002c2;
#ifdef NO_CLIENTS
  *iterator = iterate(1, 0);
#else
  *iterator = iterate(FIRST_CLIENT, LAST_CLIENT);
#endif
  return 0;
}
int IORegistryEntryGetRegistryEntryID(uint32_t entry, uint64_t *id) {
  *id = 0x100000500ull + entry;
  return 0;
}

static struct object *integer(const char *format, uint64_t value) {
  char xml[2048];
  snprintf(xml, sizeof xml, format, (unsigned long long)value);
  return make(xml);
}
#define USAGE "<dict>\n<key>API</key>\n<string>Metal</string>\n<key>accumulatedGPUTime</key>\n<integer>%llu</integer>\n" \
  "<key>lastSubmittedTime</key>\n<integer>70203190123</integer>\n</dict>\n"

void *IORegistryEntryCreateCFProperty(uint32_t entry, struct object *key, void *allocator, uint32_t options) {
  const char *name = key->text;
  if (allocator != NULL || options != 0) return NULL;
  if (entry == GPU) {
#ifdef SILENT
    return NULL;
#endif
    if (strcmp(name, "model") == 0) return make("<string>Apple M2 Pro</string>");
    if (strcmp(name, "PerformanceStatistics") == 0)
      return make("<dict>\n<key>Alloc system memory</key>\n<integer>5368709120</integer>\n<key>Device Utilization %</key>\n"
        "<integer>73</integer>\n<key>In use system memory</key>\n<integer>1073741824</integer>\n<key>TiledSceneBytes</key>\n"
        "<integer>0</integer>\n</dict>");
    return NULL;
  }
  if (strcmp(name, "IOUserClientCreator") == 0) {
    if (entry == 24) return NULL;
    return integer("<string>pid %llu, node</string>", entry == 23 ? 99999 : pid);
  }
  if (strcmp(name, "AppUsage") != 0) return NULL;
#ifdef SILENT
  return NULL;
#endif
#ifdef SILENT_OF_IT
  if (entry == 21 || entry == 22) return NULL;
#endif
  /* A client may have several queues, or none so far. */
  if (entry == 21) return integer("<array>\n" USAGE "</array>", gpu_ns);
  if (entry == 22) return make("<array/>");
  return integer("<array>\n" USAGE "</array>", 7000000000ull);
}
