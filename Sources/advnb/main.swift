// The program: arguments in, exit status out.
// Neighbours: `Commands` says what each command does, `Interrupt` what signals do.

import ArgumentParser
import Glibc

Interrupt.install()
exit(Program.run(Array(CommandLine.arguments.dropFirst())))
