import SigmoidExamples
import SigmoidLinear
import SigmoidSystem
import Synchronization

/// Images in blocks: one file, a folder of them, or a folder DIR/label/image.png.
struct ImageBlocks: ~Copyable {
  /// In the order of the examples.
  let paths: [String]
  private let preparation: ImagePreparation
  private let scale: Double?
  private let size: ImageSize
  private let blockExamples: Int
  private var done = 0

  private static let mostBytes = 64 << 20

  init(_ file: ReadRequest, blockExamples: Int) throws(FileError) {
    let paths = try Self.paths(of: file.path)
    let size = try file.images.image(at: paths[0]).size
    self.paths = paths
    self.size = size
    preparation = file.images == .digit ? .digit : .raw(size)
    scale = file.scale ?? file.rawScale
    self.blockExamples = min(blockExamples, max(1, Self.mostBytes / size.pixels))
  }

  private static func paths(of path: String) throws(FileError) -> [String] {
    guard Folder.problem(at: path) == nil else { return [path] }
    let names = try Folder.names(in: path, purpose: "a folder of PNG images")
    let inside = names.map { Folder.join(path, $0) }
    if !inside.isEmpty, inside.allSatisfy(Folder.isRegularFile) { return inside }
    return try ImageFolderContents.paths(of: path)
  }

  mutating func next() throws(FileError) -> (any ReadStorage)? {
    guard done < paths.count else { return nil }
    let count = min(blockExamples, paths.count - done)
    let (first, paths, preparation) = (done, paths, preparation)
    let images = Mutex<ByteMatrix?>(ByteMatrix(features: size.pixels, examples: count))
    try ParallelFiles.forEach(count) { number throws(FileError) in
      let image = try preparation.image(at: paths[first + number])
      images.withLock { $0?.set(number, to: image) }
    }
    guard let features = images.withLock({ $0.take() }) else {
      fatalError("the images were taken before they were read")
    }
    done += count
    guard let scale else { return features }
    return features.scaled(by: scale)
  }
}
