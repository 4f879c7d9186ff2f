#include "CommandStart.h"

#include <stdlib.h>

/* OpenBLAS starts its threads before main, and asks for 128 MB for each until it gets them: under a
   limit of the address space for ever. Where it is part of the command, this comes before it. Threads
   that are wanted later are started then. */
__attribute__((constructor(101))) static void startWithOneBLASThread(void) {
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
}
