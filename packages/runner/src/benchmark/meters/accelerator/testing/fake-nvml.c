/* Behaves as NVIDIA's management library is documented and was seen to behave, for machines without a card.
   ENTRY: bytes of an entry of a process list (drivers wrote 16, 24 and 32). Flags: NO_DRIVER, LOST (the board fell off its bus),
   UNKNOWN_MEMORY (as on Windows), OLD (functions of newer drivers are missing), MIG (the board is partitioned: its two parts tell
   neither utilisation nor power nor clocks), TWO (boards; the pid has memory on the second), CROWDED (200 processes use it), COSTLY (calls take what they took on a
   real one). */
#include <stdint.h>
#include <string.h>

#define SUCCESS 0
#define NOT_SUPPORTED 3
#define INSUFFICIENT_SIZE 7
#define DRIVER_NOT_LOADED 9
#define GPU_IS_LOST 15

static int initialised = 0;
static uint32_t busy_pid = 0;
static uint64_t energy = 1000;
static int board;
static int second;
static int parts[2];

static int is_part(void *handle) { return handle == &parts[0] || handle == &parts[1]; }
static int is_known(void *handle) { return handle == &board || handle == &second || is_part(handle); }
static int has_pid(void *handle) {
#ifdef TWO
  return handle == &second;
#elif defined MIG
  return handle == &parts[1];
#else
  return 1;
#endif
}

#ifdef COSTLY
#include <time.h>
static void spend(long us) {
  struct timespec from, now;
  clock_gettime(CLOCK_MONOTONIC, &from);
  do clock_gettime(CLOCK_MONOTONIC, &now);
  while ((now.tv_sec - from.tv_sec) * 1000000 + (now.tv_nsec - from.tv_nsec) / 1000 < us);
}
#else
#define spend(us)
#endif

#ifdef LOST
#define IF_THERE return GPU_IS_LOST;
#else
#define IF_THERE
#endif

void fake_set_pid(uint32_t pid) { busy_pid = pid; }
int fake_is_initialised(void) { return initialised; }

int nvmlInit_v2(void) {
#ifdef NO_DRIVER
  return DRIVER_NOT_LOADED;
#endif
  initialised++;
  return SUCCESS;
}
int nvmlShutdown(void) { initialised--; return SUCCESS; }
int nvmlSystemGetDriverVersion(char *text, uint32_t size) { strncpy(text, "580.65.06", size); return SUCCESS; }
int nvmlSystemGetCudaDriverVersion_v2(int *version) { *version = 13000; return SUCCESS; }
#ifdef TWO
#define BOARDS 2
#else
#define BOARDS 1
#endif
int nvmlDeviceGetCount_v2(uint32_t *count) { *count = BOARDS; return SUCCESS; }
int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void **handle) { *handle = index == 0 ? &board : &second; return index < BOARDS ? SUCCESS : 2; }
int nvmlDeviceGetName(void *handle, char *text, uint32_t size) { strncpy(text, is_part(handle) ? "Fake H100 MIG 1g.10gb" : "Fake H100", size); return is_known(handle) ? SUCCESS : 2; }
int nvmlDeviceGetUUID(void *handle, char *text, uint32_t size) {
  const char *uuid = handle == &parts[0] ? "MIG-00000000-0000-0000-0000-000000000003"
    : handle == &parts[1] ? "MIG-00000000-0000-0000-0000-000000000004"
    : handle == &second ? "GPU-00000000-0000-0000-0000-000000000002" : "GPU-00000000-0000-0000-0000-000000000001";
  strncpy(text, uuid, size);
  return is_known(handle) ? SUCCESS : 2;
}
#ifndef OLD
int nvmlDeviceGetPciInfo_v3(void *handle, char *info) {
  memset(info, 0, 68);
  strcpy(info + 36, handle == &second ? "00000000:5E:00.0" : "00000000:3B:00.0");
  return SUCCESS;
}
int nvmlDeviceGetMigMode(void *handle, uint32_t *current, uint32_t *pending) {
#ifdef MIG
  *current = *pending = 1;
  return SUCCESS;
#else
  return NOT_SUPPORTED;
#endif
}
int nvmlDeviceGetMaxMigDeviceCount(void *handle, uint32_t *count) { *count = 7; return SUCCESS; }
int nvmlDeviceGetMigDeviceHandleByIndex(void *handle, uint32_t index, void **part) {
  /* the part between the two was taken back */
  if (index != 0 && index != 2) return 6;
  *part = &parts[index / 2];
  return SUCCESS;
}
#endif
#define NOT_OF_PARTS if (is_part(handle)) return NOT_SUPPORTED;
int nvmlDeviceGetUtilizationRates(void *handle, uint32_t *rates) { NOT_OF_PARTS IF_THERE spend(19); rates[0] = 76; rates[1] = 12; return SUCCESS; }
int nvmlDeviceGetMemoryInfo(void *handle, uint64_t *memory) { IF_THERE spend(8); memory[0] = 80ull << 30; memory[1] = 79ull << 30; memory[2] = 1ull << 30; return SUCCESS; }
int nvmlDeviceGetPowerUsage(void *handle, uint32_t *milliwatts) { NOT_OF_PARTS IF_THERE spend(2); *milliwatts = 191000; return SUCCESS; }
int nvmlDeviceGetTotalEnergyConsumption(void *handle, uint64_t *millijoules) { NOT_OF_PARTS IF_THERE spend(3900); *millijoules = energy += 500; return SUCCESS; }
int nvmlDeviceGetClockInfo(void *handle, uint32_t which, uint32_t *mhz) { NOT_OF_PARTS IF_THERE spend(12); *mhz = which == 1 ? 1980 : 0; return SUCCESS; }
int nvmlDeviceGetTemperature(void *handle, uint32_t sensor, uint32_t *celsius) { NOT_OF_PARTS IF_THERE spend(12); *celsius = sensor == 0 ? 41 : 0; return SUCCESS; }
#ifdef OLD
int nvmlDeviceGetCurrentClocksThrottleReasons(void *handle, uint64_t *bits) { NOT_OF_PARTS IF_THERE spend(23); *bits = 1 | 4 | 64; return SUCCESS; }
#else
int nvmlDeviceGetCurrentClocksEventReasons(void *handle, uint64_t *bits) { NOT_OF_PARTS IF_THERE spend(23); *bits = 1 | 4 | 64; return SUCCESS; }

#ifdef CROWDED
#define PROCESSES 200
#else
#define PROCESSES 2
#endif
static void write_entry(char *entry, uint32_t pid, uint64_t memory) {
  memcpy(entry, &pid, 4); /* four bytes of padding stay as they were */
  memcpy(entry + 8, &memory, 8);
  if (ENTRY > 16) memset(entry + 16, 0xff, 8);
  if (ENTRY > 24) memset(entry + 24, 0, 8);
}

static int list(void *handle, uint32_t *count, char *entries) {
  IF_THERE
  spend(114);
  uint32_t room = *count;
  *count = PROCESSES;
  if (room < PROCESSES || entries == 0) return INSUFFICIENT_SIZE;
#ifdef UNKNOWN_MEMORY
  uint64_t memory = ~0ull;
#else
  uint64_t memory = 926ull << 20;
#endif
  for (uint32_t index = 0; index < PROCESSES - 1; index++) write_entry(entries + index * ENTRY, index + 1, 5ull << 20);
  write_entry(entries + (PROCESSES - 1) * ENTRY, has_pid(handle) ? busy_pid : 1000, memory);
  return SUCCESS;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *handle, uint32_t *count, char *entries) { return list(handle, count, entries); }
int nvmlDeviceGetGraphicsRunningProcesses_v3(void *handle, uint32_t *count, char *entries) { return list(handle, count, entries); }
#endif
