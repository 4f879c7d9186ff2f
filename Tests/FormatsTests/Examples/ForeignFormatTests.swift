@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Files that are not read: what they are, and the command that makes CSV of them.
@Suite struct ForeignFormatTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func zip(_ names: [String]) throws -> [UInt8] {
    try HandMadeZip(members: names.map { .init(name: $0, contents: Array("a,b\n1,2\n".utf8)) })
      .bytes()
  }

  private static let beginnings: [(String, [UInt8], String, String)] = [
    ("x.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Excel workbook", "read_excel"),
    ("x.parquet", Array("PAR1".utf8), "Parquet", "read_parquet"),
    ("x.feather", Array("ARROW1\0\0".utf8), "Arrow (Feather)", "read_feather"),
    ("x.xpt", Array("HEADER RECORD*******LIBRARY".utf8), "a data set of SAS", "format='xport'"),
    ("x.dta", Array("<stata_dta><header>".utf8), "a data set of Stata", "read_stata"),
    ("x.sav", Array("$FL2@(#) SPSS".utf8), "a data set of SPSS", "read_spss"),
    ("x.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "HDF5", "read_hdf"),
    ("x.db", Array("SQLite format 3\0".utf8), "a database of SQLite", "sqlite3 -header -csv"),
    ("x.pkl", [0x80, 4, 0x95, 1, 0, 0], "a pickle of Python", "read_pickle"),
    ("x.RData", Array("RDX3\nX\n".utf8), "a workspace of R", "Rscript -e \"write.csv(get(load("),
    (
      "x.rds", Array("X\n\0\0\0\u{3}".utf8), "an object that R saved",
      "Rscript -e \"write.csv(readRDS("
    ),
  ]

  @Test(arguments: beginnings.indices) func eachIsNamed(_ index: Int) throws {
    let (name, bytes, found, command) = Self.beginnings[index]
    for bytes in [bytes + [0, 0, 0, 0], try Compression.gzip.compress(bytes + [0, 0, 0, 0])] {
      let path = try folder.write(bytes, to: name)
      func refused(_ work: () throws -> Void) {
        let error = #expect(throws: FileError.self, performing: work)
        #expect(error?.found == found)
        #expect(error?.remedy.hasPrefix("make CSV of it: ") == true)
        #expect(error?.remedy.contains(command) == true && error?.remedy.contains(path) == true)
      }
      refused { _ = try DataFormat(beginningOf: path) }
      for format in [DataFormat.csv, .libsvm, .jsonl, .arff] {
        let request = ReadRequest(path: path, format: format)
        refused { _ = try request.read() }
        refused {
          var blocks = try ExampleBlocks(request, features: 2)
          _ = try blocks.next()
        }
      }
    }
  }

  @Test func archivesAreToldByWhatTheyHold() throws {
    for (names, found, command) in [
      (["[Content_Types].xml", "xl/workbook.xml"], "an Excel workbook", "read_excel"),
      (["mimetype", "content.xml"], "an OpenDocument spreadsheet", "libreoffice --headless"),
      (["pima.csv"], "a zip archive with a table in it", "unzip -p "),
      (["a.csv", "b.csv"], "a zip archive", "unzip "), (["a.bin"], "a zip archive", "unzip "),
      ([], "a zip archive", "unzip "),
    ] {
      let path = try folder.write(zip(names), to: "x.csv.zip")
      for format in [nil, DataFormat.csv, .npz] where !(names.isEmpty && format != .csv) {
        let error = #expect(throws: FileError.self) {
          let known = try format ?? DataFormat(beginningOf: path)
          _ = try ReadRequest(path: path, format: #require(known)).read()
        }
        #expect(error?.found == found)
        #expect(error?.remedy.contains(command) == true)
        #expect(error?.description.contains("numpy") == false)
      }
      #expect(throws: FileError.self) { () throws -> Void in
        _ = try ExampleBlocks(ReadRequest(path: path, format: .npz), features: 2)
      }
    }
    let path = try folder.write(zip(["pima.csv"]), to: "pima.csv.zip")
    let error = #expect(throws: FileError.self) { try DataFormat(beginningOf: path) }
    #expect(error?.remedy.hasSuffix("unzip -p \(path) > \(folder.file("pima.csv"))") == true)
  }

  /// A name that a shell would read otherwise does not come into a command.
  @Test func namesAreNoCommands() throws {
    let path = try folder.write(Array("PAR1".utf8), to: "$(x) 'y'.parquet")
    let error = #expect(throws: FileError.self) { try DataFormat(beginningOf: path) }
    #expect(error?.remedy.contains("read_parquet('FILE').to_csv('FILE.csv'") == true)
  }
}
