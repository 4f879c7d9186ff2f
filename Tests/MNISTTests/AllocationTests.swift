@testable import SigmoidExamples

#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// A pass makes nothing: all its memory is the objective's. Counted in the optimised command, by a
  /// library loaded before glibc's.
  @Suite(.enabled(if: OptimisedCommand.isReady, Comment(rawValue: OptimisedCommand.whatIsMissing)))
  struct AllocationTests {
    private static let counter = """
      #include <stdatomic.h>
      #include <stdio.h>
      #include <stdlib.h>
      void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
      void *__libc_memalign(size_t, size_t);
      static atomic_long count;
      void *malloc(size_t size) { count++; return __libc_malloc(size); }
      void *calloc(size_t n, size_t size) { count++; return __libc_calloc(n, size); }
      void *realloc(void *p, size_t size) { count++; return __libc_realloc(p, size); }
      void *aligned_alloc(size_t a, size_t size) { count++; return __libc_memalign(a, size); }
      int posix_memalign(void **p, size_t a, size_t size) {
        count++;
        *p = __libc_memalign(a, size);
        return *p ? 0 : 12;
      }
      __attribute__((destructor)) static void report(void) {
        FILE *file = fopen(getenv("ALLOCATIONS"), "w");
        if (file) fprintf(file, "%ld", (long)count), fclose(file);
      }
      """

    /// libdispatch's own, to hand a pass to its workers.
    private static let ofDispatch = 5

    @Test(arguments: [("bytes", 1), ("tiled", 1), ("bytes", 2), ("tiled", 2)])
    func anEvaluationAllocatesNothing(engine: String, threads: Int) throws {
      let folder = try TemporaryFolder()
      try folder.write(Array(Self.counter.utf8), to: "counter.c")
      _ = try OptimisedCommand.run(
        "/usr/bin/env",
        [
          "clang", "-shared", "-fPIC", "-O1", "-o", folder.file("counter.so"),
          folder.file("counter.c"),
        ])
      let counts = try [10, 1010].map { epochs in
        _ = try OptimisedCommand.run(
          [
            "train", "--synthetic", "--examples", "600", "--engine", engine, "--threads",
            "\(threads)", "--epochs", "\(epochs)", "--quiet",
          ],
          environment: [
            "LD_PRELOAD": folder.file("counter.so"), "ALLOCATIONS": folder.file("count"),
          ])
        return try #require(Int(String(decoding: folder.bytes("count"), as: UTF8.self)))
      }
      #expect(counts[0] > 100)
      let perEvaluation = Double(counts[1] - counts[0]) / 1000
      #expect(perEvaluation < (threads == 1 ? 0.1 : Double(Self.ofDispatch)))
    }
  }
#endif
