// The kernel's own walls around a process: files below a folder, and system calls that stay shut.
#ifndef ADVNB_CCONFINE_H
#define ADVNB_CCONFINE_H

#include <stddef.h>

/// Opens `path`, relative to the folder `root`, without ever leaving that folder or following a link
/// (`openat2`, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS). A descriptor, or -1 with `errno`; ENOSYS where the kernel is too old.
int advnb_open_beneath(int root, const char *path, int flags, unsigned mode);

/// A folder as a place to start from; a descriptor, or -1 with `errno`.
int advnb_open_folder(const char *path);

/// From now on the process reads files only below `readable` and `writable`, and changes them only below `writable`
/// (Landlock). Paths that do not exist are left out. 1 if it is so, 0 if the kernel has no such wall, -1 with `errno`.
int advnb_confine_files(const char *const *readable, size_t readable_count, const char *const *writable, size_t writable_count);

/// From now on no thread of the process opens a socket, starts a process or program, or looks into other
/// processes (seccomp): such calls give EPERM. 1 if it is so, 0 if the kernel has no such wall.
int advnb_confine_calls(void);

/// What a confined process must not be able to do.
enum advnb_attempt {
  ADVNB_TCP_SOCKET, ADVNB_UDP_SOCKET, ADVNB_LOCAL_SOCKET, ADVNB_FORK, ADVNB_EXECUTE, ADVNB_LOOK_INTO,
  ADVNB_WRITE_FILE, ADVNB_READ_FILE, ADVNB_MAKE_FOLDER, ADVNB_REMOVE_FILE, ADVNB_RENAME_OUT, ADVNB_LINK_OUT,
};

/// Tries it, for files at `path`: 0 if it worked, else the error number.
int advnb_attempt(enum advnb_attempt what, const char *path);

#endif
