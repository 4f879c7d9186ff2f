#ifndef CFILESYSTEM_SHIM_H
#define CFILESYSTEM_SHIM_H

#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

/// Waits until all that was written to the file system of an open file is on its disk; -1, with
/// errno, when something could not be. The C libraries declare syncfs(2) for GNU's extensions only,
/// which Swift does not ask for; elsewhere there is sync(2) alone, which tells no errors.
static inline int cfilesystem_sync(int descriptor) {
#ifdef __linux__
  return (int)syscall(SYS_syncfs, descriptor);
#else
  (void)descriptor;
  sync();
  return 0;
#endif
}

#endif
