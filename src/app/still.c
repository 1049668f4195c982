/* SPDX-License-Identifier: MIT */
#include "still.h"

#include "circletake/drawing.h"
#include "circletake/thumbs.h"
#include "view/ink.h"

enum { SIDE_MOST = 16384 }; /* pixels; larger pictures are made smaller */

/* Picture and strokes, at the picture's own size with square pixels. */
static ct_code save_still(const ct_thumb *picture, const ct_drawing *drawing, const char *path,
                          ct_error *err)
{
    ct_rect    all = {0, 0, picture->width_px, picture->height_px};
    ct_canvas *canvas = NULL;
    ct_image  *image = ct_image_create(picture->pixels, picture->width_px, picture->height_px,
                                       picture->stride_bytes);
    ct_code    code = image ? CT_OK : ct_fail(err, CT_NO_MEMORY, "There is no memory for a still.");

    if (!code)
        code = ct_canvas_create(picture->width_px, picture->height_px, 1, &canvas, err);
    if (!code) {
        ct_canvas_begin(canvas);
        ct_canvas_image(canvas, image, all, 0, 1);
        ct_ink_draw(canvas, drawing, all);
        ct_canvas_end(canvas);
        code = ct_canvas_save_png(canvas, 0x000000ff, path, err);
    }
    ct_canvas_destroy(&canvas);
    ct_image_destroy(&image);
    return code;
}

ct_code ct_still_write(const ct_note *note, const ct_clip *clip, const char *path,
                       bool (*stop)(void *arg), void *stop_arg, ct_error *err)
{
    ct_drawing drawing;
    ct_thumb  *picture = NULL;
    ct_code    code = ct_drawing_parse(note->drawing, &drawing, err);

    if (!code)
        code = ct_thumb_build(clip->path, clip->stream, note->span.first, SIDE_MOST, SIDE_MOST,
                              stop, stop_arg, &picture, err);
    if (!code)
        code = save_still(picture, &drawing, path, err);
    ct_thumb_destroy(&picture);
    ct_drawing_finish(&drawing);
    return code;
}
