#ifndef CFILESYSTEM_SHIM_H
#define CFILESYSTEM_SHIM_H

#include <fcntl.h>
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

/// Opens a new file of a folder that has no name there, and so is gone when it is closed, or the
/// process ends however it may (O_TMPFILE of open(2), with glibc's name for all programs); -1 where
/// the system or the file system has none.
static inline int cfilesystem_open_unnamed(const char *folder) {
#ifdef __O_TMPFILE
  return open(folder, __O_TMPFILE | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0600);
#else
  (void)folder;
  return -1;
#endif
}

#endif
