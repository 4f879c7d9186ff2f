#include "CommandStart.h"

#include <stdlib.h>

/* Musl gives no arguments to what comes before main. */
#ifdef __GLIBC__
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* OpenBLAS starts its threads before main, and asks for 128 MB for each until it gets them: under a
   limit of the address space for ever. It takes their number from the environment. To change that
   here would move it away from the arguments, beside which Swift's runtime finds them; so the command
   is begun anew with a changed one. Threads that are wanted later are started then.

   This comes first where OpenBLAS is part of the command; a shared one has started before it. */
__attribute__((constructor(101))) static void beginWithOneBLASThread(int count, char **arguments) {
  static const char name[] = "OPENBLAS_NUM_THREADS";
  struct rlimit addresses;
  if (count < 1 || getrlimit(RLIMIT_AS, &addresses) != 0) return;
  if (addresses.rlim_cur == RLIM_INFINITY) return;
  const char *threads = getenv(name);
  if (threads != NULL && strcmp(threads, "1") == 0) return;

  char command[4096];
  ssize_t length = readlink("/proc/self/exe", command, sizeof command - 1);
  if (length <= 0) return;
  command[length] = 0;
  if (setenv(name, "1", 1) == 0) execv(command, arguments);
}
#endif
