#!/bin/sh
# sh Tests/strict.sh: what the compiler does not refuse, and these sources do without.
#
# - `try!`, `as!` and `x!`: nothing from outside may stop the program, and nothing else needs them.
# - `@unchecked Sendable` and `nonisolated(unsafe)` without a comment just above that begins with
#   "Sendable" or "Sound" and says why it is.
# - `import Foundation`, whose character tables are 36 MB of a command that links statically.
# - Pointers outside the files of the list below: those that own or fill buffers, call C, pass over
#   elements in loops whose speed counts, or decode bytes in place. All else has arrays and spans.
set -eu
cd "$(dirname "$0")/.."

if grep -rn '^import Foundation$' Sources; then
  echo "import Foundation: its character tables are 36 MB of the command; do without" >&2
  exit 1
fi

pointers='
SigmoidCommand/Loading: MappedFileFault
SigmoidCommand/Output: PredictionOutput Terminal
SigmoidDigits: MNISTFetch SyntheticDigits
SigmoidExamples: Dataset+Scores
SigmoidExamples/Moments: FeatureMoments Gram SampleGram
SigmoidExamples/Partition: ChunkBuffers Communicator
SigmoidExamples/Storage: FeatureStorage+Choosing ByteMatrix+Double ByteMatrix+FeatureStorage ByteMatrix+Moments
SigmoidFormats/Bytes: ByteStream Bzip2Stream Compression DecompressionStream FileContents GrowingContents
  Gzip Gzip+Write GzipStream XzStream ZstdStream
SigmoidFormats/Examples: ArrayBlocks ArrayHeader EqualExamples ForeignFormat ReadStorage
SigmoidFormats/IDX: IDXArray IDXArray+Values IDXHeader IDXWriter
SigmoidFormats/Models: ONNXSchema+Encoding ProtobufWriter
SigmoidFormats/NumPy: NPYArray+Elements NPYEncoding NPYHeader NPYWriter NPZWriter ZipArchive
  ZipDirectory ZipWriter
SigmoidFormats/PNG: FolderEntries PNGReader
SigmoidFormats/Text: CSVBlockReader CSVParts CSVReading LIBSVMBlockReader LIBSVMCollector LIBSVMContents
  LIBSVMElements LIBSVMFileWindow LIBSVMNumber LIBSVMParser TextWindow
SigmoidFormats/Text/Columns: ColumnTable RowEncoding RowEncoding+Table
SigmoidFormats/Text/Transcoding: CharacterConversion TextDecoder TextEncoding TextFile TextForm TextStream
  TextTranscoder
SigmoidLinear: AlignedBuffer BLASProducts BLASScalar BLASThreads ByteMatrix Cholesky Double+BLAS
  Float+BLAS KernelLevel Matrix MatrixProducts MutableSpan+Part ParallelMap ParallelNumbers PassScalar
  ReadSpeed SequentialRead SparseMatrix SymmetricEigenvalues TableMatrix ThreadRoom
SigmoidMPI: MPICommunicator
SigmoidModel/Model: SafetensorsFile
SigmoidModel/Objective: ChunkSums MiniBatchObjective TiledObjective
SigmoidOptimization: Vector
SigmoidReport/Draw: DrawModel
SigmoidSystem: AtomicFile InputFile SHA256 SystemCall TemporaryFile UnfinishedFile
'
allowed=$(printf '%s\n' $pointers | awk '/:$/ { folder = $0; sub(":", "", folder); next }
  { print "Sources/" folder "/" $0 ".swift" }')

find Sources -name '*.swift' | sort | xargs awk -v allowed="$allowed" '
  BEGIN { count = split(allowed, names, "\n"); for (i = 1; i <= count; i++) known[names[i]] = 1 }
  function wrong(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; failed = 1 }
  FNR == 1 { inText = 0; proof = -100 }
  {
    line = $0
    quotes = gsub(/"""/, "", line)
    wasText = inText
    if (quotes % 2) inText = !inText
    if (wasText || quotes) next
    if (line ~ /\/\/+ (Sendable|Sound)/) proof = FNR
    gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
    sub(/\/\/.*/, "", line)
    if (line ~ /try!|as!/) wrong("a try or cast that stops the program")
    if (line ~ /[]A-Za-z0-9_)]!([^=]|$)/) wrong("a value unwrapped by force")
    if (line ~ /@unchecked Sendable|nonisolated\(unsafe\)/ && FNR - proof > 10)
      wrong("no comment \"Sendable…\" or \"Sound…\" above that says why it is")
    if (line ~ /Unsafe(Mutable)?(Raw)?(Buffer)?Pointer|withUnsafe|unsafe(Mutable)?Bytes|_unsafeElements/) {
      used[FILENAME] = 1
      if (!(FILENAME in known)) wrong("a pointer in a file that is not for them")
    }
  }
  END {
    for (name in known) if (!(name in used)) {
      printf "%s: no pointer any more; take it off the list in Tests/strict.sh\n", name
      failed = 1
    }
    exit failed
  }'
