#ifndef CLZMA_SHIM_H
#define CLZMA_SHIM_H

#include <lzma.h>

/// LZMA_CONCATENATED, which is a cast that Swift does not import.
static const uint32_t clzma_concatenated = LZMA_CONCATENATED;

#endif
