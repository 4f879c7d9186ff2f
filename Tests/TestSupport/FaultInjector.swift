import SigmoidExamples

#if os(Linux)
  import Foundation

  /// A library that a command is started with (`LD_PRELOAD`) and that lets one of its system calls on
  /// the files of a folder go wrong: the same one in every run, whatever the machine's speed.
  package final class FaultInjector: Sendable {
    /// What happens at a call.
    package enum Fault: Sendable, CustomStringConvertible {
      /// It fails with this `errno`.
      case error(Int32)
      /// A disk that is full from here on, after half of the bytes.
      case diskFull
      /// The process gets this signal before the call.
      case signal(Int32)
      /// The file shrinks or grows to this size before the call.
      case resize(Int)
      /// Of every call: a few bytes at a time, and an interruption (EINTR) at every third.
      case trickle
      /// None: the calls are counted.
      case none

      package var description: String {
        switch self {
        case .error(let code): "error:\(code)"
        case .diskFull: "full:"
        case .signal(let number): "signal:\(number)"
        case .resize(let size): "resize:\(size)"
        case .trickle: "trickle:"
        case .none: "none:"
        }
      }
    }

    /// The calls that are watched.
    package enum Call: String, CaseIterable, Sendable {
      /// For writing, with creation.
      case create
      /// For reading.
      case open
      case read, write, fsync, rename, unlink, mkdir
    }

    private let folder: TemporaryFolder

    package init() throws {
      folder = try TemporaryFolder()
      let source = try folder.write(Array(Self.source.utf8), to: "fault.c")
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = [
        "clang", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", folder.file("fault.so"),
        source,
      ]
      try compiler.run()
      compiler.waitUntilExit()
      guard compiler.terminationStatus == 0 else {
        throw CommandProcess.Failure(description: "clang: status \(compiler.terminationStatus)")
      }
    }

    /// What a command's environment needs for a fault.
    /// - Parameters:
    ///   - call: which of the watched calls counts; nil for all of them.
    ///   - number: at which, counted from 1.
    ///   - place: the folder; what lies outside is left alone.
    package func environment(
      _ fault: Fault, at number: Int = 0, of call: Call? = nil, in place: TemporaryFolder
    ) -> [String: String?] {
      [
        "LD_PRELOAD": folder.file("fault.so"), "FAULT": fault.description, "FAULT_AT": "\(number)",
        "FAULT_CALL": call?.rawValue ?? "", "FAULT_FOLDER": place.path,
      ]
    }

    /// The watched calls that a command makes, in their order.
    package func calls(
      of arguments: [String], in place: TemporaryFolder
    ) throws -> [Call] {
      let report = folder.file("report-\(UUID().uuidString)")
      var environment = environment(.none, in: place)
      environment["FAULT_REPORT"] = report
      let outcome = try CommandProcess.run(arguments, environment: environment)
      guard outcome.ending == .exit(0) else {
        throw CommandProcess.Failure(description: "\(arguments): \(outcome.error)")
      }
      return try String(contentsOfFile: report, encoding: .utf8).split(separator: "\n").map {
        guard let call = Call(rawValue: String($0)) else {
          throw CommandProcess.Failure(description: "a call '\($0)'")
        }
        return call
      }
    }

    private static let source = #"""
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <signal.h>
      #include <stdarg.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <unistd.h>

      static int calls, is_full;

      static const char *setting(const char *name) {
        const char *value = getenv(name);
        return value ? value : "";
      }

      static int is(const char *fault) { return !strncmp(setting("FAULT"), fault, strlen(fault)); }

      static int inside(const char *path) {
        const char *folder = getenv("FAULT_FOLDER");
        return folder && !strncmp(path, folder, strlen(folder));
      }

      /// The path of an open file of the folder, else an empty one.
      static const char *path_of(int descriptor, char path[4096]) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        ssize_t length = descriptor > 2 ? readlink(link, path, 4095) : -1;
        path[length < 0 ? 0 : length] = 0;
        if (!inside(path)) path[0] = 0;
        return path;
      }

      /// Counts a call; true when it is to fail, with errno.
      static int fails(const char *call, const char *path) {
        const char *only = setting("FAULT_CALL"), *report = getenv("FAULT_REPORT");
        if (report) {
          FILE *file = fopen(report, "a");
          if (file) fprintf(file, "%s\n", call), fclose(file);
        }
        if (*only && strcmp(only, call)) return 0;
        if (++calls != atoi(setting("FAULT_AT"))) return 0;
        long number = atol(strchr(setting("FAULT"), ':') + 1);
        if (is("signal")) kill(getpid(), (int)number);
        if (is("resize") && truncate(path, number)) abort();
        if (is("error")) errno = (int)number;
        return is("error");
      }

      #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

      static int opened(const char *path, int flags, mode_t mode) {
        int creates = (flags & O_CREAT) != 0;
        if (inside(path) && fails(creates ? "create" : "open", path)) return -1;
        return REAL(open)(path, flags, mode);
      }

      int open(const char *path, int flags, ...) {
        va_list rest;
        va_start(rest, flags);
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
        va_end(rest);
        return opened(path, flags, mode);
      }

      int open64(const char *path, int flags, ...) {
        va_list rest;
        va_start(rest, flags);
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
        va_end(rest);
        return opened(path, flags, mode);
      }

      /// How many bytes a call may move; -1 when it is interrupted.
      static ssize_t trickled(size_t count) {
        if (!is("trickle")) return (ssize_t)count;
        if (++calls % 3 == 0) {
          errno = EINTR;
          return -1;
        }
        size_t few = 1 + (size_t)(calls % 4096);
        return (ssize_t)(count < few ? count : few);
      }

      ssize_t read(int descriptor, void *bytes, size_t count) {
        char path[4096];
        if (*path_of(descriptor, path)) {
          if (fails("read", path)) return -1;
          ssize_t some = trickled(count);
          if (some < 0) return -1;
          count = (size_t)some;
        }
        return REAL(read)(descriptor, bytes, count);
      }

      ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
        char path[4096];
        if (*path_of(descriptor, path)) {
          if (fails("read", path)) return -1;
          ssize_t some = trickled(count);
          if (some < 0) return -1;
          count = (size_t)some;
        }
        return REAL(pread)(descriptor, bytes, count, offset);
      }

      ssize_t write(int descriptor, const void *bytes, size_t count) {
        char path[4096];
        if (*path_of(descriptor, path)) {
          int before = calls;
          if (fails("write", path)) return -1;
          if (is_full) {
            errno = ENOSPC;
            return -1;
          }
          if (is("full") && calls != before && calls == atoi(setting("FAULT_AT"))) {
            is_full = 1;
            if (count < 2) {
              errno = ENOSPC;
              return -1;
            }
            count /= 2;
          }
          ssize_t some = trickled(count);
          if (some < 0) return -1;
          count = (size_t)some;
        }
        return REAL(write)(descriptor, bytes, count);
      }

      int fsync(int descriptor) {
        char path[4096];
        if (*path_of(descriptor, path) && fails("fsync", path)) return -1;
        return REAL(fsync)(descriptor);
      }

      int rename(const char *from, const char *to) {
        if (inside(to) && fails("rename", to)) return -1;
        return REAL(rename)(from, to);
      }

      int unlink(const char *path) {
        if (inside(path) && fails("unlink", path)) return -1;
        return REAL(unlink)(path);
      }

      int mkdir(const char *path, mode_t mode) {
        if (inside(path) && fails("mkdir", path)) return -1;
        return REAL(mkdir)(path, mode);
      }
      """#
  }
#endif
