/*
 * What macOS's libSystem tells of processes, for machines that have none, to what xnu's headers and tests say of it. Processes exist once
 * fake_set has told of them, and the one that asks from the beginning; all others are another user's. -DOLD is a system before macOS 13.
 */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define MOST 16

struct process {
  int pid;
  uint64_t user_ticks, system_ticks, footprint, footprint_peak, energy_nj, neural, neural_peak;
};
static struct process processes[MOST];
static int count = 0;

static struct process *find(int pid) {
  for (int i = 0; i < count; i++)
    if (processes[i].pid == pid) return &processes[i];
  if (pid != getpid() || count == MOST) return NULL;
  processes[count].pid = pid;
  return &processes[count++];
}

void fake_set(int pid, uint64_t ticks, uint64_t footprint, uint64_t energy_nj, uint64_t neural) {
  struct process *known = find(pid);
  if (known == NULL) {
    known = &processes[count++];
    known->pid = pid;
  }
  known->user_ticks = ticks - ticks / 3;
  known->system_ticks = ticks / 3;
  known->footprint = footprint;
  known->energy_nj = energy_nj;
  known->neural = neural;
  if (footprint > known->footprint_peak) known->footprint_peak = footprint;
  if (neural > known->neural_peak) known->neural_peak = neural;
}

int mach_timebase_info(uint32_t *fraction) {
  fraction[0] = 125;
  fraction[1] = 3;
  return 0;
}

int proc_pid_rusage(int pid, int flavor, char *info) {
  struct process *known = find(pid);
#ifdef OLD
  if (flavor != 4) return -1;
#else
  if (flavor != 6) return -1;
#endif
  if (known == NULL) return -1;
  /* Whoever reads a field that is none finds no zero. */
  memset(info, 0xa5, flavor == 6 ? 464 : 296);
  memcpy(info + 16, &known->user_ticks, 8);
  memcpy(info + 24, &known->system_ticks, 8);
  memcpy(info + 72, &known->footprint, 8);
  memcpy(info + 280, &known->footprint_peak, 8);
  if (flavor == 4) return 0;
  memcpy(info + 336, &known->energy_nj, 8);
  memcpy(info + 384, &known->neural_peak, 8);
  return 0;
}

int proc_reset_footprint_interval(int pid) {
  struct process *known = find(pid);
  if (known == NULL) return -1;
  known->footprint_peak = known->footprint;
  known->neural_peak = known->neural;
  return 0;
}
