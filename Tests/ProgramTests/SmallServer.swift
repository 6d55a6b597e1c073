// A server of files on loopback that can misbehave: breaks off, knows no ranges, hands out garbage.
// Neighbours: `DataCommandTests`.

import Glibc
import Synchronization

final class SmallServer: Sendable {
  struct Manners: Sendable {
    /// Closes the connection after so many bytes of the body.
    var breaksOffAfter: Int?
    var knowsRanges = true
  }

  let port: UInt16
  private let listener: Int32
  private let requests = Mutex<[String]>([])

  /// The heads of all requests so far.
  var seen: [String] { requests.withLock { $0 } }

  /// Serves until it is let go.
  init?(_ files: [String: [UInt8]], _ manners: Manners = Manners()) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { return nil }
    port = UInt16(bigEndian: address.sin_port)
    let thread = Server(listener: listener, files: files, manners: manners) { [weak self] head in
      self?.requests.withLock { $0.append(head) }
    }
    thread.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}

/// What runs on the server's thread.
private final class Server: @unchecked Sendable {
  let listener: Int32
  let files: [String: [UInt8]]
  let manners: SmallServer.Manners
  let note: @Sendable (String) -> Void

  init(listener: Int32, files: [String: [UInt8]], manners: SmallServer.Manners, note: @escaping @Sendable (String) -> Void) {
    (self.listener, self.files, self.manners, self.note) = (listener, files, manners, note)
  }

  func start() {
    // Clients that leave early must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    var thread = pthread_t()
    pthread_create(&thread, nil, { raw in
      guard let raw else { return nil }
      Unmanaged<Server>.fromOpaque(raw).takeRetainedValue().serve()
      return nil
    }, Unmanaged.passRetained(self).toOpaque())
    pthread_detach(thread)
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      answer(connection)
      close(connection)
    }
  }

  private func answer(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(connection, &buffer, buffer.count)
    guard count > 0 else { return }
    let head = String(decoding: buffer.prefix(count), as: UTF8.self)
    note(head)
    let path = head.split(separator: " ").dropFirst().first.map { String($0.dropFirst()) } ?? ""
    guard let body = files[path] else {
      return send(Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8), connection)
    }
    var start = 0
    if manners.knowsRanges, let range = head.split(separator: "\r\n").first(where: { $0.lowercased().hasPrefix("range: bytes=") }) {
      start = Int(range.dropFirst("range: bytes=".count).prefix { $0 != "-" }) ?? 0
    }
    if start > 0, start >= body.count {
      return send(Array("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8), connection)
    }
    let status = start > 0 ? "206 Partial Content\r\nContent-Range: bytes \(start)-\(body.count - 1)/\(body.count)" : "200 OK"
    send(Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.count - start)\r\nConnection: close\r\n\r\n".utf8), connection)
    send(Array(body[start...].prefix(manners.breaksOffAfter ?? Int.max)), connection)
  }

  private func send(_ bytes: [UInt8], _ connection: Int32) {
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      place += count
    }
  }
}
