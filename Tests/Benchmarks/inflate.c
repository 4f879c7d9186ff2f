// Seconds that libdeflate takes to inflate one gzip file into fresh memory; prints them.
// The file is read before the clock starts. Usage: inflate FILE.gz
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file || fseek(file, 0, SEEK_END)) return 1;
  size_t packed = (size_t)ftell(file);
  rewind(file);
  unsigned char *in = malloc(packed);
  if (!in || packed < 18 || fread(in, 1, packed, file) != packed) return 1;
  // A gzip file ends with the size of its contents, little-endian.
  const unsigned char *end = in + packed - 4;
  size_t size = end[0] | end[1] << 8 | end[2] << 16 | (size_t)end[3] << 24;

  double start = now();
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
  unsigned char *out = malloc(size);
  size_t made = 0;
  if (!decompressor || !out
      || libdeflate_gzip_decompress(decompressor, in, packed, out, size, &made) || made != size)
    return 1;
  printf("%.9f\n", now() - start);
  return 0;
}
