/* Behaves as NVIDIA's management library is documented and was seen to behave, for machines without a card.
   ENTRY: bytes of an entry of a process list (drivers wrote 16, 24 and 32). Flags: NO_DRIVER, LOST (the board fell off its bus),
   UNKNOWN_MEMORY (as on Windows), OLD (functions of newer drivers are missing). */
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
int nvmlDeviceGetCount_v2(uint32_t *count) { *count = 1; return SUCCESS; }
int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void **handle) { *handle = &board; return index == 0 ? SUCCESS : 2; }
int nvmlDeviceGetName(void *handle, char *text, uint32_t size) { strncpy(text, "Fake H100", size); return handle == &board ? SUCCESS : 2; }
int nvmlDeviceGetUUID(void *handle, char *text, uint32_t size) { strncpy(text, "GPU-00000000-0000-0000-0000-000000000001", size); return handle == &board ? SUCCESS : 2; }
int nvmlDeviceGetUtilizationRates(void *handle, uint32_t *rates) { IF_THERE rates[0] = 76; rates[1] = 12; return SUCCESS; }
int nvmlDeviceGetMemoryInfo(void *handle, uint64_t *memory) { IF_THERE memory[0] = 80ull << 30; memory[1] = 79ull << 30; memory[2] = 1ull << 30; return SUCCESS; }
int nvmlDeviceGetPowerUsage(void *handle, uint32_t *milliwatts) { IF_THERE *milliwatts = 191000; return SUCCESS; }
int nvmlDeviceGetTotalEnergyConsumption(void *handle, uint64_t *millijoules) { IF_THERE *millijoules = energy += 500; return SUCCESS; }
int nvmlDeviceGetClockInfo(void *handle, uint32_t which, uint32_t *mhz) { IF_THERE *mhz = which == 1 ? 1980 : 0; return SUCCESS; }
int nvmlDeviceGetTemperature(void *handle, uint32_t sensor, uint32_t *celsius) { IF_THERE *celsius = sensor == 0 ? 41 : 0; return SUCCESS; }
#ifdef OLD
int nvmlDeviceGetCurrentClocksThrottleReasons(void *handle, uint64_t *bits) { IF_THERE *bits = 1 | 4 | 64; return SUCCESS; }
#else
int nvmlDeviceGetCurrentClocksEventReasons(void *handle, uint64_t *bits) { IF_THERE *bits = 1 | 4 | 64; return SUCCESS; }

static void write_entry(char *entry, uint32_t pid, uint64_t memory) {
  memcpy(entry, &pid, 4); /* four bytes of padding stay as they were */
  memcpy(entry + 8, &memory, 8);
  if (ENTRY > 16) memset(entry + 16, 0xff, 8);
  if (ENTRY > 24) memset(entry + 24, 0, 8);
}

static int list(uint32_t *count, char *entries) {
  IF_THERE
  uint32_t room = *count;
  *count = 2;
  if (room < 2 || entries == 0) return INSUFFICIENT_SIZE;
#ifdef UNKNOWN_MEMORY
  uint64_t memory = ~0ull;
#else
  uint64_t memory = 926ull << 20;
#endif
  write_entry(entries, 1, 5ull << 20);
  write_entry(entries + ENTRY, busy_pid, memory);
  return SUCCESS;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *handle, uint32_t *count, char *entries) { return list(count, entries); }
int nvmlDeviceGetGraphicsRunningProcesses_v3(void *handle, uint32_t *count, char *entries) { return list(count, entries); }
#endif
