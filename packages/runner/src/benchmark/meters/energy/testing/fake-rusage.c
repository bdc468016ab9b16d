/* proc_pid_rusage as macOS documents it, for machines that have none: process 1 takes 2 J between two calls, process 2 is another user's. */
#include <stdint.h>
#include <string.h>

static uint64_t energy_nj = 5000000000ull;

int proc_pid_rusage(int pid, int flavor, char *info) {
  if (pid != 1 || flavor != 6) return -1;
  memset(info, 0xff, 464);
  memcpy(info + 336, &energy_nj, 8);
  energy_nj += 2000000000ull;
  return 0;
}
