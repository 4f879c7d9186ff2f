import SigmoidExamples

/// What stands in a file that a command is to replace: it begins as the command's own files do, so that
/// the command needs no `--force`.
package enum OldOutput {
  package static let bytes = Array("{\"evaluation\":0}\n".utf8)
}
