// Signals: Ctrl-C asks what runs to stop, a closed pipe is an ordinary error, a trap is our bug and says so.
// Neighbours: sessions look at `stopFlag`; the line editor asks it as well.

import Glibc
import TensorIR

enum Interrupt {
  /// The one flag of the process: a signal handler can reach nothing else.
  static let stopFlag = StopFlag()

  static func install() {
    // Made before a handler may want it: the first use of a global takes a lock.
    stopFlag.lower()
    signal(SIGPIPE, SIG_IGN)
    // A file beyond the system's limit is an error of the write that asked for it.
    signal(SIGXFSZ, SIG_IGN)
    openStandardStreams()
    // No SA_RESTART: a read from the terminal shall end, too.
    var onInterrupt = sigaction()
    onInterrupt.__sigaction_handler.sa_handler = { _ in Interrupt.stopFlag.raise() }
    sigaction(SIGINT, &onInterrupt, nil)
    // Whoever started the program may have blocked the signal for itself.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    if getenv("SWIFT_BACKTRACE") == nil { reportTraps() }
  }

  /// Where the shell closed a standard stream (`>&-`), the next file opened would take its number, and results or
  /// messages would be written into it.
  private static func openStandardStreams() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one. Reading only: what is printed there is an error, as it was.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private static func reportTraps() {
    var onTrap = sigaction()
    onTrap.__sigaction_handler.sa_handler = { _ in
      let text: StaticString = "advnb: the program has a bug and must stop; please report what it was doing\n"
      _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      _exit(ExitStatus.bug.rawValue)
    }
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] { sigaction(number, &onTrap, nil) }
  }
}
