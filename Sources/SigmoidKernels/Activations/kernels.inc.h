/// The kernels, written once as plain loops that the compiler turns into vectors. Included
/// by one file for each level, which defines TABLE and NAME and sets the target of all
/// functions.
#include "../levels.h"

#define INLINE static inline __attribute__((always_inline))
/// Of one name in float and in double.
#define OVERLOADED __attribute__((overloadable))
#define REORDER_SUMS _Pragma("clang fp reassociate(on)")

#include "numbers.inc.h"

/// Examples at a time. Their losses wait in a buffer for the sum in double: converting
/// inside the loop would halve its vectors.
enum { GROUP = 64 };

#define REAL float
#include "losses.inc.h"
#undef REAL
#define REAL double
#include "losses.inc.h"

const struct activation_kernels TABLE = {NAME, sigmoid, logistic, softmax, sigmoid, logistic, softmax};
