// MNIST and Fashion-MNIST: too large for the program, read from where they lie, and known by their checksums.
// Neighbours: `Datasets`; `FileAccess.dataset` decides in which folders is looked.

import Formats
import TensorIR

/// A data set of idx files in a folder.
struct FolderDataset {
  struct Part {
    let images: String
    let labels: String
    /// SHA-256 of the unpacked files.
    let sums: (images: String, labels: String)
  }

  let name: String
  /// Below the roots, in the order in which they are tried.
  let folders: [String]
  let train: Part
  let test: Part
  let classNames: [String]?
  /// What helps where the files are missing, besides a folder.
  let package: String?
  /// Where the files are offered.
  let addresses: [String]

  static let all = [mnist, fashion]

  private static func part(_ start: String, _ images: String, _ labels: String) -> Part {
    Part(images: "\(start)-images-idx3-ubyte", labels: "\(start)-labels-idx1-ubyte", sums: (images, labels))
  }

  private static let mnist = FolderDataset(
    name: "mnist", folders: ["mnist", "MNIST/raw", "MNIST", ""],
    train: part(
      "train", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    test: part(
      "t10k", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    classNames: nil, package: nil,
    addresses: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ])

  private static let fashion = FolderDataset(
    name: "fashion_mnist", folders: ["fashion-mnist", "fashion_mnist", "FashionMNIST/raw", "FashionMNIST", ""],
    train: part(
      "train", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
    test: part(
      "t10k", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ],
    package: "dataset-fashion-mnist",
    addresses: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ])
}

extension Datasets {
  /// - Parameter part: `train` or `test`.
  func load(_ set: FolderDataset, part: String) throws -> Value {
    guard part == "train" || part == "test" else {
      throw Failure.value(
        "the data set \"\(set.name)\" has no part \"\(part)\"", hint: "its parts are \"train\" and \"test\".")
    }
    let files = part == "train" ? set.train : set.test
    let pixels = try bytes(set, files, files.images, sum: files.sums.images, after: 16)
    let labels = try bytes(set, files, files.labels, sum: files.sums.labels, after: 8)
    let flat = try interpreter.emit(
      .reshape, [pixels], .shape(try Call.checked([pixels.elementCount / 784, 784])))
    let floats = try interpreter.emit(.convert, [flat], .dtype(.f32))
    let x = try interpreter.emit(.div, [floats, interpreter.recorder.scalar(255, .f32)])
    return try examples(x, try classNumbers(labels, classes: 10), 10, shape: [28, 28], names: set.classNames)
  }

  /// The elements behind the header of the first file of the name, packed or not, that has the checksum: it is known to
  /// the last byte.
  private func bytes(
    _ set: FolderDataset, _ part: FolderDataset.Part, _ name: String, sum: String, after header: Int
  ) throws -> Tensor {
    var other: String?
    for folder in set.folders {
      for ending in [".gz", ""] {
        let path = (folder.isEmpty ? "" : folder + "/") + name + ending
        guard let bytes = interpreter.files.dataset(path) else { continue }
        let content = try interpreter.formatted(path) {
          GZip.isGZip(bytes) ? try GZip.inflate(bytes, limit: limit) : bytes
        }
        guard Checksum.sha256(content) == sum else {
          other = path
          continue
        }
        return try tensor(of: content, after: header)
      }
    }
    throw missing(set, part, name, other: other)
  }

  private func tensor(of content: [UInt8], after header: Int) throws -> Tensor {
    let count = max(content.count - header, 0)
    guard let storage = Storage(dtype: .u8, count: count) else {
      throw Failure.execution(.outOfMemory(bytes: count))
    }
    content.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: storage.pointer, count: count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.suffix(count)))
    }
    return interpreter.arena.tensor(storage, shape: [count])
  }

  private func missing(_ set: FolderDataset, _ part: FolderDataset.Part, _ name: String, other: String?) -> Failure {
    let folders = set.folders.filter { !$0.isEmpty }.map { "\($0)/" }.joined(separator: ", ")
    let what = other.map { "\($0) is another file (its checksum differs)" } ?? "\(name).gz was not found"
    let package = set.package.map { "; on Debian, apt-get install \($0) brings them" } ?? ""
    return .file(
      "the data set \"\(set.name)\" is not on this machine: \(what)",
      hint: "at the shell, advnb data get \(set.name) fetches it; or set the environment variable ADVNB_DATA to the folder that holds \(part.images).gz and \(part.labels).gz "
        + "(or one of \(folders) with them in it) and start advnb again\(package).")
  }
}
