// The kernel's sockets, as a connection file names them.
// Neighbours: `Message` is what goes over them; `CZMQ` does it.

import CZMQ
import Formats

/// What keeps the kernel from listening.
public enum WireError: Error, Sendable {
  case noLibrary
  case badConnectionFile
  case cannotListen(String)
}

final class Wire {
  enum Channel { case shell, control }

  private let shell: UnsafeMutableRawPointer
  private let control: UnsafeMutableRawPointer
  private let published: UnsafeMutableRawPointer
  /// Nobody is asked for input, but clients want to connect.
  private let input: UnsafeMutableRawPointer
  private let key: [UInt8]
  let session = Message.identifier()

  /// - Parameter connection: the connection file.
  init(_ connection: JSON) throws(WireError) {
    guard advnb_zmq_open() else { throw .noLibrary }
    let scheme = connection["signature_scheme"]?.string ?? "hmac-sha256"
    guard let transport = connection["transport"]?.string, let ip = connection["ip"]?.string,
      let key = connection["key"]?.string, scheme == "hmac-sha256"
    else { throw .badConnectionFile }
    self.key = Array(key.utf8)
    func address(_ name: String) throws(WireError) -> String {
      guard let port = connection[name]?.int else { throw .badConnectionFile }
      return transport == "ipc" ? "ipc://\(ip)-\(port)" : "\(transport)://\(ip):\(port)"
    }
    func bind(_ name: String, _ kind: advnb_socket) throws(WireError) -> UnsafeMutableRawPointer {
      let place = try address(name)
      guard let socket = advnb_zmq_bind(kind, place) else { throw .cannotListen(place) }
      return socket
    }
    shell = try bind("shell_port", ADVNB_ROUTER)
    control = try bind("control_port", ADVNB_ROUTER)
    input = try bind("stdin_port", ADVNB_ROUTER)
    published = try bind("iopub_port", ADVNB_PUB)
    let heartbeat = try address("hb_port")
    guard advnb_zmq_echo(heartbeat) else { throw .cannotListen(heartbeat) }
  }

  func close() { for socket in [shell, control, input, published] { advnb_zmq_close(socket) } }

  /// The next message, control before shell; nil if none came in time.
  func receive(milliseconds: Int) -> (channel: Channel, message: Message)? {
    let ready = advnb_zmq_wait(control, shell, milliseconds)
    if ready & 1 != 0, let message = read(control) { return (.control, message) }
    if ready & 2 != 0, let message = read(shell) { return (.shell, message) }
    return nil
  }

  private func read(_ socket: UnsafeMutableRawPointer) -> Message? {
    var frames: [[UInt8]] = []
    while true {
      let frame = advnb_zmq_receive(socket)
      guard let bytes = frame.bytes else { return nil }
      frames.append(Array(UnsafeBufferPointer(start: bytes, count: frame.count)))
      let hasMore = frame.has_more
      advnb_free(bytes)
      if !hasMore { return Message(frames, key: key) }
    }
  }

  func reply(_ message: Message, on channel: Channel) {
    send(message.frames(key: key), on: channel == .shell ? shell : control)
  }

  /// Tells everybody who listens.
  func publish(_ message: Message) {
    var message = message
    message.identities = [Array(message.kind.utf8)]
    send(message.frames(key: key), on: published)
  }

  private func send(_ frames: [[UInt8]], on socket: UnsafeMutableRawPointer) {
    for (place, frame) in frames.enumerated() {
      _ = advnb_zmq_send(socket, frame, frame.count, place + 1 < frames.count)
    }
  }
}
