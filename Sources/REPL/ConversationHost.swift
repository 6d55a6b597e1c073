// How a conversation reaches the world: terminals, files, clocks and engines belong to the program around it.
// Neighbours: `Conversation` asks; the program's `TalkCommand` answers.

import Display

/// What the outermost program decides for a conversation.
public struct ConversationSettings {
  public var seed: UInt64 = 0
  /// Seconds an entry may take; nil: as long as it likes.
  public var timeout: Double?
  /// nil keeps no history.
  public var historyFile: String?
  /// Whether what goes to the terminal is coloured: results and the entry, errors.
  public var coloursOutput = false
  public var coloursErrors = false
  /// False for terminals that cannot move their cursor.
  public var movesCursor = true
  public var greeting: String?
  public init() {}
}

/// What the engine has done so far.
public struct EngineCounts: Sendable {
  public var flushes: Int
  public var kernels: Int
  public var bytes: Int
  /// Kept for the next run.
  public var keptBytes: Int
  /// Largest need of one plan.
  public var peakBytes: Int

  public init(flushes: Int, kernels: Int, bytes: Int, keptBytes: Int, peakBytes: Int) {
    (self.flushes, self.kernels, self.bytes) = (flushes, kernels, bytes)
    (self.keptBytes, self.peakBytes) = (keptBytes, peakBytes)
  }
}

/// The world as a conversation sees it. Errors of files are thrown as `FileAccessError`.
public protocol ConversationHost: AnyObject {
  /// Takes results; throws when nobody reads them any more.
  func output(_ text: String) throws
  /// Takes a line of an error or remark.
  func error(_ line: String)
  /// A figure as the terminal can show it, at most so many cells wide and high; nil if it cannot.
  func picture(_ figure: Figure, columns: Int, rows: Int) -> String?
  /// How pictures are shown, and another way; false if there is no such way.
  var pictureMode: String { get set }
  /// Names that `pictureMode` may be set to.
  var pictureModes: [String] { get }

  /// Writes a file that the person at the keyboard named.
  func save(_ path: String, _ bytes: [UInt8]) throws
  func load(_ path: String) throws -> [UInt8]
  /// The cells of a notebook's text.
  ///
  /// - Throws: `FileAccessError` if it is none.
  func cells(of notebook: [UInt8], named path: String) throws -> [String]
  /// Writes the transcript of a notebook whose cells, by their names, have put this out.
  func writeTranscript(_ path: String, notebook: [UInt8], outputs: [String: [Output]]) throws
  /// A text as the person's editor leaves it.
  func edit(_ text: String) throws -> String

  /// Seconds that never step.
  var clock: Double { get }
  /// An entry begins: from here on what takes long shows how far it is.
  func beginProgress()
  /// Takes away what progress has drawn; none is drawn while a line of output is open.
  func pauseProgress(lineIsOpen: Bool)
  /// An entry has ended.
  func endProgress()

  /// nil where there is no engine to ask.
  var engineCounts: EngineCounts? { get }
  /// Hands each plan's text over before it is computed; nil ends that.
  func watchPlans(_ see: ((String) -> Void)?)
}
