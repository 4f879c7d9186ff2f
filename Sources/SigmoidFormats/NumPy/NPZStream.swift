import SigmoidSystem

/// An array of a `.npz` file as a stream, without the rest of the archive: the directory is read by
/// position, and of the members only the one that is asked for.
enum NPZStream {
  /// The array of the features, chosen as `NPZFile` does.
  /// - Parameter featureNames: those of the archive, where it has any.
  /// - Returns: nil where the file is no plain regular one, which has to be read whole.
  static func features(
    of path: String, named name: String?, featureNames: inout [String]?
  ) throws(FileError) -> ByteStream? {
    let file = try InputFile(path: path, purpose: "an .npz file")
    guard let stamp = file.stamp, let count = file.size,
      try file.bytes(0..<2) == Array("PK".utf8)
    else { return nil }
    let all = try ZipDirectory(count: count, path: path) { range throws(FileError) in
      try file.bytes(range)
    }.members
    let members = all.filter { $0.name.hasSuffix(".npy") }
    guard !members.isEmpty else { throw NPZFile.withoutArrays(all, path) }
    var names: Set<String> = []
    if let twice = members.first(where: { !names.insert($0.name).inserted }) {
      throw NPZFile.withTwo(of: String(twice.name.dropLast(4)), path)
    }
    featureNames = try namesOfFeatures(among: members, of: path, stamp)
    func member(_ name: String) -> ZipMember? { members.first { $0.name == "\(name).npy" } }
    let wanted = name.map { [$0] } ?? NPZFile.featureNames
    if let chosen = wanted.lazy.compactMap(member).first {
      return try stream(chosen, of: path, stamp)
    }
    var candidates: [ZipMember] = []
    for member in members where name == nil {
      var stream = try stream(member, of: path, stamp)
      let dimensions = try ArrayHeader(&stream, format: .npy).dimensions
      if dimensions.count > 2 || dimensions.count == 2 && dimensions[1] != 1 {
        candidates.append(member)
      }
    }
    guard candidates.count == 1 else {
      throw FileError(
        path: path,
        expected: name.map { "an array named '\($0)'" }
          ?? "features named \(NPZFile.featureNames.joined(separator: ", ")), or a single array of "
          + "two or more dimensions",
        found: members.prefix(20).map { String($0.name.dropLast(4)) }.joined(separator: ", "),
        remedy: "name the array of the features")
    }
    return try stream(candidates[0], of: path, stamp)
  }

  private static let mostBytesOfNames = 64 << 20

  /// The names of the features, where the archive has such an array of text.
  private static func namesOfFeatures(
    among members: [ZipMember], of path: String, _ stamp: FileStamp
  ) throws(FileError) -> [String]? {
    for name in NPZFile.namesOfNames {
      guard let member = members.first(where: { $0.name == "\(name).npy" }) else { continue }
      var stream = try stream(member, of: path, stamp)
      let name = "\(path): \(member.name)"
      guard member.size <= mostBytesOfNames else {
        throw FileError(
          path: name, expected: "names of features in at most \(mostBytesOfNames) bytes",
          found: "\(member.size)", remedy: "check that this is the file you mean")
      }
      var bytes = [UInt8](repeating: 0, count: member.size)
      let count = try stream.fill(&bytes, from: 0)
      let array = try NPYArray(FileContents(name: name, bytes: Array(bytes[..<count])))
      if let names = try array.namesOfFeatures() { return names }
    }
    return nil
  }

  /// - Parameter stamp: of the file whose directory was read; another file has other places.
  private static func stream(
    _ member: ZipMember, of path: String, _ stamp: FileStamp
  ) throws(FileError) -> ByteStream {
    let file = try InputFile(path: path, purpose: "an .npz file")
    if let now = file.stamp, now != stamp { throw stamp.changed(to: now, path: path) }
    let name = "\(path): \(member.name)"
    let data = try member.data(count: file.size ?? 0, path: name) { range throws(FileError) in
      try file.bytes(range)
    }
    try file.seek(to: data.lowerBound)
    return try ByteStream(
      file, count: data.count, path: name, isDeflated: member.method == ZipMember.deflated,
      check: ByteStream.Check(size: member.size, checksum: member.checksum))
  }
}
