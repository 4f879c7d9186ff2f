#!/bin/sh
# sh Tests/sanitize.sh: the tests under LLVM's sanitizers, each in a build of its own.
#
# address: memory errors; with it the C kernels (and the C in Modules) end at undefined behaviour.
# thread:  data races, in what runs on several threads.
#
# Left out: CommandTests and MNISTTests, which start the command as a process, with limits on its
# memory and libraries loaded before it that a sanitizer does not bear; of `thread`, the suites that
# use one thread, and images, which a Mutex guards: the thread sanitizer does not see the futex under
# that of Swift's Synchronization, and takes what it orders for races; and PartitionedFitTests, many
# threads on few cores, which under it do not end in ten minutes. Leaks are the fuzzer's to find
# (`make fuzz`): a test's runner keeps its own.
set -eu
cd "$(dirname "$0")/.."

run() { # sanitizer, filter, further options of the build
  sanitizer=$1 filter=$2
  shift 2
  swift build --build-tests --traits Command --sanitize "$sanitizer" \
    --scratch-path ".build-$sanitizer" "$@"
  swift test --skip-build --traits Command --sanitize "$sanitizer" \
    --scratch-path ".build-$sanitizer" "$@" --filter "$filter"
}

export ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1
kernels='PixelKernelsTests|ActivationKernelsTests|LinearTests'
run address \
  "SystemTests|$kernels|OptimizationTests|ModelTests|FormatsTests|ModelFilesTests" \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
run thread 'LinearTests|ModelTests\.(?!PartitionedFit)|CSV|LIBSVM'
