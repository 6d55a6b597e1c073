// SVG to pixels through the system's librsvg, opened when first needed.
// Neighbours: `Transcript/SVGRaster.swift`; without a library charts stay SVG.
#ifndef CRSVG_SHIM_H
#define CRSVG_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library, once. False if there is none.
bool rsvg_open(void);

/// Draws a picture, stretched over `width` by `height` pixels, on white.
///
/// `pixels` takes width * height * 3 samples, RGB. False if the text is no SVG, or memory ran out.
bool rsvg_draw(const uint8_t *text, size_t length, int32_t width, int32_t height, uint8_t *pixels);

#endif
