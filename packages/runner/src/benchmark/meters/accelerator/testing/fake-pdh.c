/*
 * Windows' performance counters, for machines that have none, to what Microsoft documents and shows of the GPU counters: two GPUs, one of
 * which has memory of its own. A query's rates are of the time since it was collected last, and its instances those of when it was made.
 * -DNO_GPU has a Windows that does not count GPUs.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MORE_DATA (int32_t)0x800007D2
#define NO_OBJECT (int32_t)0xC0000BB8
#define INVALID_DATA (int32_t)0xC0000BC6
#define CARD "luid_0x00000000_0x0000C85E_phys_0"
#define INTERNAL "luid_0x00000000_0x0001A2B3_phys_0"
#define MB 1048576.0

static int pid = 0, queries = 0;
void fake_set_pid(int of) { pid = of; }
/* Those that are open. */
int fake_queries(void) { return queries; }

struct query { int collected, pid; };
struct counter { struct query *query; int kind; };

int32_t PdhOpenQueryW(void *source, uintptr_t data, struct query **query) {
  if (source != NULL) return NO_OBJECT;
  *query = calloc(1, sizeof(struct query));
  (*query)->pid = pid;
  queries++;
  return 0;
}

static int same(const uint16_t *wide, const char *text) {
  while (*text != 0)
    if (*wide++ != (unsigned char)*text++) return 0;
  return *wide == 0;
}
static const char *paths[] = {"\\GPU Engine(*)\\Utilization Percentage", "\\GPU Adapter Memory(*)\\Dedicated Usage",
  "\\GPU Adapter Memory(*)\\Shared Usage", "\\GPU Process Memory(*)\\Dedicated Usage", "\\GPU Process Memory(*)\\Shared Usage"};

int32_t PdhAddEnglishCounterW(struct query *query, const uint16_t *path, uintptr_t data, struct counter **counter) {
#ifdef NO_GPU
  return NO_OBJECT;
#endif
  for (int kind = 0; kind < 5; kind++)
    if (same(path, paths[kind])) {
      *counter = malloc(sizeof(struct counter));
      (*counter)->query = query;
      (*counter)->kind = kind;
      return 0;
    }
  return NO_OBJECT;
}
int32_t PdhCollectQueryData(struct query *query) {
  query->collected++;
  return 0;
}
int32_t PdhCloseQuery(struct query *query) {
  queries--;
  free(query);
  return 0;
}

struct row { int kind; const char *instance; double value; };
static const struct row rows[] = {
  {0, "pid_812_" CARD "_eng_0_engtype_3D", 60}, {0, "pid_4_" CARD "_eng_0_engtype_3D", 15},
  {0, "pid_812_" CARD "_eng_5_engtype_Compute_0", 40}, {0, "pid_4_" INTERNAL "_eng_0_engtype_3D", 3},
  {1, CARD, 2048 * MB}, {1, INTERNAL, 0}, {2, CARD, 100 * MB}, {2, INTERNAL, 300 * MB},
  {3, "pid_812_" CARD, 900 * MB}, {3, "pid_4_" CARD, 500 * MB}, {3, "pid_4_" INTERNAL, 0},
  {4, "pid_812_" CARD, 64 * MB}, {4, "pid_4_" INTERNAL, 250 * MB}, {4, "_Total", 1},
};
struct item { uint16_t *name; uint32_t status; double value; };

int32_t PdhGetFormattedCounterArrayW(struct counter *counter, uint32_t format, uint32_t *bytes, uint32_t *items, char *buffer) {
  uint32_t count = 0, units = 0;
  if (format != (0x200 | 0x8000)) return NO_OBJECT;
  if (counter->kind == 0 && counter->query->collected < 2) return INVALID_DATA;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].kind != counter->kind) continue;
    if (strncmp(rows[i].instance, "pid_812", 7) == 0 && counter->query->pid != 812) continue;
    count++;
    units += strlen(rows[i].instance) + 1;
  }
  uint32_t needed = count * sizeof(struct item) + units * 2;
  if (buffer == NULL || *bytes < needed) {
    *bytes = needed;
    return MORE_DATA;
  }
  struct item *item = (struct item *)buffer;
  uint16_t *name = (uint16_t *)(buffer + count * sizeof(struct item));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].kind != counter->kind) continue;
    if (strncmp(rows[i].instance, "pid_812", 7) == 0 && counter->query->pid != 812) continue;
    item->name = name;
    item->status = 0;
    item->value = rows[i].value;
    item++;
    for (const char *letter = rows[i].instance; *letter != 0; letter++) *name++ = *letter;
    *name++ = 0;
  }
  *items = count;
  return 0;
}
