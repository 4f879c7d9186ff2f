import SigmoidExamples
import SigmoidSystem

/// What a person reads who names such a file.
extension ForeignFormat {
  func error(path: String) -> FileError {
    FileError(
      path: path, expected: "a table in text, or another format of examples", found: name,
      remedy: "make CSV of it: \(command(path))")
  }

  private var name: String {
    switch self {
    case .workbook, .oldWorkbook: "an Excel workbook"
    case .openDocument: "an OpenDocument spreadsheet"
    case .parquet: "Parquet"
    case .arrow: "Arrow (Feather)"
    case .feather: "Feather"
    case .zip(nil): "a zip archive"
    case .zip: "a zip archive with a table in it"
    case .sas, .sasTransport: "a data set of SAS"
    case .stata: "a data set of Stata"
    case .spss: "a data set of SPSS"
    case .hdf5: "HDF5"
    case .sqlite: "a database of SQLite"
    case .pickle: "a pickle of Python"
    case .workspace: "a workspace of R"
    case .savedObject: "an object that R saved"
    }
  }

  private func command(_ path: String) -> String {
    // A name that a shell or a program would read otherwise is left to the person.
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
    let isFile = isPlain && !path.hasPrefix("-") && !path.hasPrefix("/dev/")
    let file = isFile ? path : "FILE"
    let csv = Self.stem(of: file) + ".csv"
    func pandas(_ reader: String) -> String {
      "python3 -c \"import pandas; pandas.\(reader)('\(file)').to_csv('\(csv)', index=False)\""
    }
    return switch self {
    case .workbook, .oldWorkbook: pandas("read_excel")
    case .openDocument: "libreoffice --headless --convert-to csv \(file)"
    case .parquet: pandas("read_parquet")
    case .arrow, .feather: pandas("read_feather")
    case .zip(let table): Self.unpacking(file, table, csv)
    case .sas: pandas("read_sas")
    case .sasTransport:
      "python3 -c \"import pandas; pandas.read_sas('\(file)', format='xport')"
        + ".to_csv('\(csv)', index=False)\""
    case .stata: pandas("read_stata")
    case .spss: pandas("read_spss")
    case .hdf5: pandas("read_hdf")
    case .sqlite: "sqlite3 -header -csv \(file) 'SELECT * FROM TABLE' > \(csv)"
    case .pickle: pandas("read_pickle")
    case .workspace:
      "Rscript -e \"write.csv(get(load('\(file)')[1]), '\(csv)', row.names=FALSE)\""
    case .savedObject: "Rscript -e \"write.csv(readRDS('\(file)'), '\(csv)', row.names=FALSE)\""
    }
  }

  private static func unpacking(_ file: String, _ table: String?, _ csv: String) -> String {
    guard let table else { return "unzip \(file), and name the table that was in it" }
    let ending = table.split(separator: ".").last.map { ".\($0)" } ?? ""
    let isPlain = ending.utf8.allSatisfy { $0 == 0x2E || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    // pima.csv.zip holds pima.csv.
    let stem = stem(of: stem(of: file))
    return "unzip -p \(file) > \(isPlain ? stem + ending : csv)"
  }

  /// The name without its ending.
  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return path }
    return String(path.dropLast(name.distance(from: dot, to: name.endIndex)))
  }
}
