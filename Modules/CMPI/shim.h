#ifndef SIGMOID_CMPI_SHIM_H
#define SIGMOID_CMPI_SHIM_H

/*
 * Whole operations on MPI_COMM_WORLD. Handles, macros and constants of MPI stay in here: in Open MPI
 * they are pointers and casts, in MPICH numbers, and Swift imports neither form of all of them.
 *
 * Counts are 64 bits wide, though those of MPI 3 are 32: more bytes go in pieces.
 * An error ends all processes, which is MPI's own default.
 */

#include <limits.h>
#include <mpi.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

/* Bytes of a message, and of all parts of one collective call, at most; a test makes it small. */
#ifndef SIGMOID_MPI_MOST
#define SIGMOID_MPI_MOST INT_MAX
#endif

static inline int sigmoid_mpi_piece(long long left) {
  return (int)(left < SIGMOID_MPI_MOST ? left : SIGMOID_MPI_MOST);
}

/* Calls come from one thread. */
static inline void sigmoid_mpi_begin(void) {
  int begun = 0, provided = 0;
  MPI_Initialized(&begun);
  if (!begun) MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
}

static inline int sigmoid_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int sigmoid_mpi_ranks(void) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  return ranks;
}

/* A bit for each core that this process may run on; returns how many bytes of `mask` are used, 0 where
   no one can tell. */
static inline int sigmoid_mpi_cores(unsigned char *mask, int size) {
#ifdef SYS_sched_getaffinity
  long used = syscall(SYS_sched_getaffinity, 0, (size_t)size, mask);
  return used < 0 ? 0 : (int)used;
#else
  (void)mask;
  (void)size;
  return 0;
#endif
}

static inline const char *sigmoid_mpi_host(void) {
  static char text[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  MPI_Get_processor_name(text, &length);
  return text;
}

/* all[r] becomes the number of rank r. */
static inline void sigmoid_mpi_gather_counts(long long mine, long long *all) {
  MPI_Allgather(&mine, 1, MPI_LONG_LONG, all, 1, MPI_LONG_LONG, MPI_COMM_WORLD);
}

/* pairs[2·r] of rank r for this one, and pairs[2·r + 1] of rank r, become received[…]. */
static inline void sigmoid_mpi_swap_counts(const long long *pairs, long long *received) {
  MPI_Alltoall(pairs, 2, MPI_LONG_LONG, received, 2, MPI_LONG_LONG, MPI_COMM_WORLD);
}

static inline long long sigmoid_mpi_sum(const long long *counts, int ranks) {
  long long sum = 0;
  for (int r = 0; r < ranks; r++) sum += counts[r];
  return sum;
}

/* The bytes of all ranks, one after the other; counts[r] of rank r. `places` has room for 2 · ranks. */
static inline void sigmoid_mpi_gather_bytes(
    const void *mine, const long long *counts, int *places, void *all) {
  int rank = sigmoid_mpi_rank(), ranks = sigmoid_mpi_ranks();
  if (sigmoid_mpi_sum(counts, ranks) <= SIGMOID_MPI_MOST) {
    int place = 0;
    for (int r = 0; r < ranks; r++) {
      places[r] = (int)counts[r];
      places[ranks + r] = place;
      place += places[r];
    }
    MPI_Allgatherv(
        mine, places[rank], MPI_BYTE, all, places, places + ranks, MPI_BYTE, MPI_COMM_WORLD);
    return;
  }
  char *target = (char *)all;
  for (int r = 0; r < ranks; r++) {
    if (r == rank) memcpy(target, mine, (size_t)counts[r]);
    for (long long done = 0; done < counts[r]; done += SIGMOID_MPI_MOST) {
      int count = sigmoid_mpi_piece(counts[r] - done);
      MPI_Bcast(target + done, count, MPI_BYTE, r, MPI_COMM_WORLD);
    }
    target += counts[r];
  }
}

/* Pieces for all ranks, one after the other, sent[r] bytes for rank r; received[r] bytes come of it.
   `total` is what all ranks send together: by it they take the same way. `places` has room for
   4 · ranks. */
static inline void sigmoid_mpi_swap_bytes(
    const void *pieces, const long long *sent, const long long *received, long long total,
    int *places, void *all) {
  int rank = sigmoid_mpi_rank(), ranks = sigmoid_mpi_ranks();
  if (total <= SIGMOID_MPI_MOST) {
    int from = 0, to = 0;
    for (int r = 0; r < ranks; r++) {
      places[r] = (int)sent[r];
      places[ranks + r] = from;
      places[2 * ranks + r] = (int)received[r];
      places[3 * ranks + r] = to;
      from += (int)sent[r];
      to += (int)received[r];
    }
    MPI_Alltoallv(
        pieces, places, places + ranks, MPI_BYTE, all, places + 2 * ranks, places + 3 * ranks,
        MPI_BYTE, MPI_COMM_WORLD);
    return;
  }
  for (int step = 0; step < ranks; step++) {
    int next = (rank + step) % ranks, last = (rank - step + ranks) % ranks;
    const char *source = (const char *)pieces + sigmoid_mpi_sum(sent, next);
    char *target = (char *)all + sigmoid_mpi_sum(received, last);
    long long out = sent[next], in = received[last];
    while (out > 0 || in > 0) {
      int some = sigmoid_mpi_piece(out), other = sigmoid_mpi_piece(in);
      /* What is sent may be more pieces than what is received, or fewer. */
      MPI_Sendrecv(
          source, some, MPI_BYTE, out > 0 ? next : MPI_PROC_NULL, step, target, other, MPI_BYTE,
          in > 0 ? last : MPI_PROC_NULL, step, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      source += some;
      target += other;
      out -= some;
      in -= other;
    }
  }
}

/* Waits until all processes have come here; 0 when one has not within so many milliseconds. */
static inline int sigmoid_mpi_meet(int milliseconds) {
  MPI_Request request;
  int done = 0;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  for (int waited = 0; waited < milliseconds; waited++) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done) return 1;
    struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
  }
  return 0;
}

static inline void sigmoid_mpi_end(void) {
  int ended = 0;
  MPI_Finalized(&ended);
  if (!ended) MPI_Finalize();
}

/* Ends all processes. */
static inline void sigmoid_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

#endif
