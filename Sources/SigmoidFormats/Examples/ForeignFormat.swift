import SigmoidExamples
import SigmoidSystem

/// Formats that tables come in and that are not read here, told by their first bytes; each with the
/// command that makes CSV of it.
enum ForeignFormat: Equatable {
  case workbook, oldWorkbook, openDocument
  case parquet, arrow, feather
  /// An archive; the name of the only table in it, if there is only one.
  case zip(table: String?)
  case sas, sasTransport, stata, spss
  case hdf5, sqlite, pickle, workspace, savedObject

  /// As many bytes as tell, but for archives.
  private static let beginning = 32

  private static let signatures: [([UInt8], ForeignFormat)] = [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldWorkbook),
    (Array("PAR1".utf8), .parquet),
    (Array("ARROW1".utf8), .arrow),
    (Array("FEA1".utf8), .feather),
    (Array("PK".utf8) + [3, 4], .zip(table: nil)),
    (Array("PK".utf8) + [5, 6], .zip(table: nil)),
    (
      [UInt8](repeating: 0, count: 12)
        + [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF, 0xBD, 0x92, 8, 0, 9, 0xC7, 0x31, 0x8C]
        + [0x18, 0x1F, 0x10, 0x11], .sas
    ),
    (Array("HEADER RECORD*******LIB".utf8), .sasTransport),
    (Array("<stata_dta>".utf8), .stata),
    (Array("$FL2@(#)".utf8), .spss), (Array("$FL3@(#)".utf8), .spss),
    ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], .hdf5),
    (Array("SQLite format 3".utf8) + [0], .sqlite),
    (Array("RDX2\n".utf8), .workspace), (Array("RDX3\n".utf8), .workspace),
    (Array("RDA2\n".utf8), .workspace), (Array("RDA3\n".utf8), .workspace),
    (Array("X\n".utf8) + [0, 0, 0, 2], .savedObject),
    (Array("X\n".utf8) + [0, 0, 0, 3], .savedObject),
    ([0x80, 2], .pickle), ([0x80, 3], .pickle), ([0x80, 4, 0x95], .pickle),
    ([0x80, 5, 0x95], .pickle),
    // Stata before 13: the version, the order of bytes, and 1 for a file of data.
    ([0x72, 1, 1, 0], .stata), ([0x72, 2, 1, 0], .stata),
    ([0x73, 1, 1, 0], .stata), ([0x73, 2, 1, 0], .stata),
  ]

  /// - Returns: nil for anything else.
  init?(beginning bytes: some Collection<UInt8>) {
    let beginning = Array(bytes.prefix(Self.beginning))
    guard let found = Self.signatures.first(where: { beginning.starts(with: $0.0) }) else {
      return nil
    }
    self = found.1
  }

  /// Of an archive, by the names of its members.
  init(members names: [String]) {
    let tables = names.filter { name in
      [".csv", ".tsv", ".txt", ".data", ".dat", ".jsonl", ".arff", ".json"].contains {
        name.lowercased().hasSuffix($0)
      } && !name.hasPrefix("__MACOSX")
    }
    self =
      names.contains { $0.hasPrefix("xl/") }
      ? .workbook
      : names.first == "mimetype" && names.contains("content.xml")
        ? .openDocument : .zip(table: tables.count == 1 ? tables[0] : nil)
  }

  /// Whether so few bytes may be the beginning of such a file, and more are needed to tell.
  static func mayBegin(with bytes: [UInt8]) -> Bool {
    signatures.contains { $0.0.count > bytes.count && $0.0.starts(with: bytes) }
  }

  /// - Throws: `FileError` for the bytes of such a file.
  static func refuse(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    guard let format = ForeignFormat(beginning: bytes) else { return }
    guard case .zip = format else { throw format.error(path: path) }
    throw of(archive: bytes, path: path).error(path: path)
  }

  /// What an archive is; the directory at its end tells, where it is there.
  private static func of(archive bytes: UnsafeRawBufferPointer, path: String) -> ForeignFormat {
    do {
      let directory = try ZipDirectory(bytes, path: path)
      return ForeignFormat(members: directory.members.map(\.name))
    } catch {
      // Of an archive that comes as a stream, the beginning is all that there is; the names stand there.
      let text = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
      return text.contains("xl/") ? .workbook : .zip(table: nil)
    }
  }
}
