#define LANES 4
#define MAX_CLASSES 6
#define TABLE pixel_kernels_baseline
#define NAME "baseline"
#include "kernels.inc.h"
