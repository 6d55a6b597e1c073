// What the files of this target share.
// Neighbours: `CReadline.c` reads entries, `keys.c` says what keys do.
#ifndef ADVNB_EDITOR_H
#define ADVNB_EDITOR_H

#include "CReadline.h"

/// Readline's callbacks carry no context: what they need lives here, one editor per process.
extern struct advnb_line_callbacks advnb_editor;
extern bool advnb_editor_paints;
/// True while an entry is given up: Enter ends it whatever it lacks.
extern bool advnb_editor_gives_up;

void advnb_paint_entry(enum advnb_paint how);

/// Binds Enter, the arrows and closing brackets, wherever a user's `~/.inputrc` has left them alone.
void advnb_bind_keys(void);

#endif
