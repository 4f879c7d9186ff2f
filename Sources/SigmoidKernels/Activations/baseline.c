#define TABLE activation_kernels_baseline
#define NAME "baseline"
#include "kernels.inc.h"
