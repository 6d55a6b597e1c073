// The data sets there are, for programs around the language that list or fetch them.
// Neighbours: `Datasets` reads them, `FolderDatasets` knows their checksums.

public enum DatasetCatalogue {
  /// A file to fetch.
  public struct File: Sendable {
    /// `train-images-idx3-ubyte.gz`
    public let name: String
    /// SHA-256 of its unpacked content.
    public let sha256: String
  }

  public struct Entry: Sendable {
    public let name: String
    /// Below the cache.
    public let folder: String
    public let files: [File]
    /// Folders on servers that hold the files, in the order in which they are tried.
    public let addresses: [String]
  }

  /// Those that are part of the program.
  public static var bundled: [String] { Datasets.bundled }

  /// Those that are read from folders.
  public static var fetched: [Entry] {
    FolderDataset.all.map { set in
      let files = [set.train, set.test].flatMap { part in
        [
          File(name: part.images + ".gz", sha256: part.sums.images),
          File(name: part.labels + ".gz", sha256: part.sums.labels),
        ]
      }
      return Entry(name: set.name, folder: set.folders.first ?? set.name, files: files, addresses: set.addresses)
    }
  }
}
