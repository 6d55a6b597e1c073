// Pictures for terminals: pixels to what a terminal draws, by chafa.
// Neighbours: `CPictures.c`; `REPL/Pictures` is the only caller.
#ifndef CPICTURES_H
#define CPICTURES_H

/// How a terminal shows pictures. The numbers are chafa's for its pixel modes.
enum advnb_picture_way { ADVNB_SYMBOLS = 0, ADVNB_SIXEL = 1, ADVNB_KITTY = 2, ADVNB_ITERM = 3 };

/// Colours of symbols, by chafa's numbers for its canvas modes.
enum advnb_picture_colours { ADVNB_TRUE_COLOUR = 0, ADVNB_256_COLOURS = 1 };

struct advnb_picture {
  enum advnb_picture_way way;
  enum advnb_picture_colours colours;
  /// chafa's tags of the symbols that may be used.
  int symbols;
  /// Cells that the picture takes.
  int columns, rows;
  /// Pixels of a cell.
  int cell_width, cell_height;
};

/// What to write to the terminal, in memory from malloc that the caller frees; NULL if chafa is not there.
char *advnb_picture_text(const unsigned char *rgba, int width, int height, const struct advnb_picture *picture);

#endif
