// A kernel for Jupyter: cells come over sockets, results go back, one after the other.
// Neighbours: `Wire` moves messages, `Kernel+Requests` answers questions; `Publishing/JupyterOutput` spells results.

import Display
import Formats
import Language
import Notebook
import Publishing
import SourceText
import TensorIR

public final class Kernel {
  let session: Session
  let stopFlag: StopFlag
  private let wire: Wire
  private let version: String
  private let clock: () -> Double
  /// Numbers the cells that were run.
  private(set) var count = 0
  /// What was run, for `history_request`.
  private(set) var history: [String] = []
  private var isOver = false
  /// True after an error, until the requests that were waiting behind it are answered.
  private var isAborting = false

  /// - Parameters:
  ///   - connection: the connection file.
  ///   - clock: seconds, never stepping.
  public init(
    _ session: Session, connection: [UInt8], version: String, stopFlag: StopFlag, clock: @escaping () -> Double
  ) throws(WireError) {
    guard let json = JSON(reading: connection) else { throw .badConnectionFile }
    wire = try Wire(json)
    self.session = session
    self.version = version
    self.stopFlag = stopFlag
    self.clock = clock
  }

  /// Answers until somebody asks for the end.
  public func run() {
    publish("status", .fields(["execution_state": "starting"]), nil)
    while !isOver {
      guard let (channel, request) = wire.receive(milliseconds: isAborting ? 50 : 1000) else {
        isAborting = false
        continue
      }
      publish("status", .fields(["execution_state": "busy"]), request)
      if let (kind, content) = answer(request) {
        wire.reply(Message(kind, content, answering: request, session: wire.session), on: channel)
      }
      publish("status", .fields(["execution_state": "idle"]), request)
    }
    wire.close()
  }

  private func publish(_ kind: String, _ content: JSON, _ parent: Message?) {
    wire.publish(Message(kind, content, answering: parent, session: wire.session))
  }

  private func answer(_ request: Message) -> (kind: String, content: JSON)? {
    let content = request.content
    switch request.kind {
    case "execute_request": return ("execute_reply", execute(request))
    case "kernel_info_request": return ("kernel_info_reply", information)
    case "complete_request": return ("complete_reply", completions(content))
    case "inspect_request": return ("inspect_reply", inspection(content))
    case "is_complete_request": return ("is_complete_reply", completeness(content))
    case "history_request": return ("history_reply", past(content))
    case "comm_info_request": return ("comm_info_reply", .fields(["status": "ok", "comms": .object(JSONObject())]))
    case "interrupt_request":
      stopFlag.raise()
      return ("interrupt_reply", .fields(["status": "ok"]))
    case "shutdown_request":
      isOver = true
      let restart = content["restart"] ?? false
      return ("shutdown_reply", .fields(["status": "ok", "restart": restart]))
    default: return nil
    }
  }

  private var information: JSON {
    .fields([
      "status": "ok", "protocol_version": "5.3", "implementation": "advnb", "implementation_version": .string(version),
      "banner": .string("advnb \(version): adversarial examples and networks; help() lists what there is"),
      "help_links": [],
      "language_info": .fields([
        "name": "advnb", "version": .string(version), "mimetype": "text/x-advnb", "file_extension": ".adv",
        "pygments_lexer": "text", "codemirror_mode": "julia",
      ]),
    ])
  }

  // MARK: Execution

  private func execute(_ request: Message) -> JSON {
    let code = request.content["code"]?.string ?? ""
    let isSilent = request.content["silent"]?.bool ?? false
    if isAborting { return .fields(["status": "aborted", "execution_count": .int(count)]) }
    if !isSilent {
      count += 1
      if request.content["store_history"]?.bool ?? true { history.append(code) }
      publish("execute_input", .fields(["code": .string(code), "execution_count": .int(count)]), request)
    }
    stopFlag.lower()
    var payload: [JSON] = []
    let result: Session.EntryResult
    if let command = CellCommand(code) {
      result = obey(command, request, isSilent: isSilent, payload: &payload)
    } else {
      result = run(code, request, isSilent: isSilent)
    }
    if let error = result.diagnostic {
      let rendered = session.render(error)
      guard case .object(var failure) = JupyterOutput.failure(error, rendered) else { return .null }
      if !isSilent { publish("error", .object(failure), request) }
      failure["status"] = "error"
      failure["execution_count"] = .int(count)
      failure["user_expressions"] = .object(JSONObject())
      failure["payload"] = []
      isAborting = request.content["stop_on_error"]?.bool ?? true
      return .object(failure)
    }
    return .fields([
      "status": "ok", "execution_count": .int(count), "payload": .array(payload),
      "user_expressions": userExpressions(request.content["user_expressions"]),
    ])
  }

  private func obey(
    _ command: CellCommand, _ request: Message, isSilent: Bool, payload: inout [JSON]
  ) -> Session.EntryResult {
    switch command {
    case .clear: publish("clear_output", .fields(["wait": false]), request)
    case .time(let code):
      let start = clock()
      let result = run(code, request, isSilent: isSilent)
      let seconds = ((clock() - start) * 1e4).rounded() / 1e4
      publish("stream", .fields(["name": "stderr", "text": .string("\(seconds) s\n")]), request)
      return result
    case .help(let name, let source):
      let text = (source ? session.source(of: name) : nil) ?? session.help(name) ?? "there is no \(name)"
      payload.append(
        .fields(["source": "page", "data": .fields(["text/plain": .string(text)]), "start": 0]))
    }
    return Session.EntryResult()
  }

  private func run(_ code: String, _ request: Message, isSilent: Bool) -> Session.EntryResult {
    let options = KernelOptions(code)
    session.interpreter.digits = options.digits.map { min(max($0, 1), 17) } ?? 4
    let cell = Self.cell(code)
    var (caption, alt) = (cell?.options.caption, cell?.options.alt)
    // Printed pieces show as they come; the rest once it is there.
    session.watch = { [self] output in
      if isSilent { return }
      for one in JupyterOutput.all(
        [output], count: count, digits: session.interpreter.digits, caption: caption, alt: alt)
      {
        publish(one.kind, one.content, request)
      }
      // They are the first figure's.
      if case .figure = output { (caption, alt) = (nil, nil) }
    }
    session.onNote = { [self] note in
      publish("stream", .fields(["name": "stderr", "text": .string(session.render(note) + "\n")]), request)
    }
    defer {
      session.watch = { _ in }
      session.onNote = { _ in }
    }
    if let cell, cell.includedPath != nil {
      let runner = Runner(Document(source: [], id: SourceID(raw: -1)), in: session, limits: RunLimits(), clock: clock)
      let result = runner.included(cell)
      for output in result.outputs { session.watch(output) }
      return result
    }
    var entry = Session.Entry(text: Array(code.utf8), name: "cell \(options.label ?? "in-\(count)")")
    entry.randomKey = options.label ?? "in-\(count)"
    entry.seed = options.seed ?? 0
    return session.execute(entry)
  }

  /// The code as a cell of a notebook, for its `#|` lines and `include`.
  private static func cell(_ code: String) -> CodeCell? {
    guard code.hasPrefix("#|") || code.contains("include ") else { return nil }
    let marks = String(repeating: "`", count: 20)
    let page = Array("\(marks)advnb\n\(code)\n\(marks)\n".utf8)
    return Document(source: page, id: SourceID(raw: -1)).cells.first
  }

  private func userExpressions(_ wanted: JSON?) -> JSON {
    guard case .object(let expressions)? = wanted else { return .object(JSONObject()) }
    return .object(
      JSONObject(
        expressions.fields.map { field in
          switch session.inline(Array((field.value.string ?? "").utf8), format: nil, name: field.name) {
          case .success(let text):
            let data = JSON.fields(["text/plain": .string(text)])
            return (field.name, .fields(["status": "ok", "data": data, "metadata": .object(JSONObject())]))
          case .failure(let error):
            guard case .object(var failure) = JupyterOutput.failure(error, session.render(error)) else {
              return (field.name, .null)
            }
            failure["status"] = "error"
            return (field.name, .object(failure))
          }
        }))
  }
}
