#ifndef LIBFUZZER_SHIM_H
#define LIBFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own main, for programs that have one ("Using libFuzzer as a library" in its guide).
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
