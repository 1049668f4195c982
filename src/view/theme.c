/* SPDX-License-Identifier: MIT */
/* Every grey here has equal red, green and blue: a tinted surround shifts how the picture is seen. */
#include "view/theme.h"

#include <math.h>

const ct_theme ct_dark = {
    .picture = 0x161616ff,
    .window = 0x0f0f0fff,
    .panel = 0x1e1e1eff,
    .head = 0x242424ff,
    .raised = 0x303030ff,
    .hover = 0x3a3a3aff,
    .pressed = 0x282828ff,
    .selected = 0x24405cff,
    .field = 0x161616ff,
    .popup = 0x2a2a2aff,
    .line = 0x323232ff,
    .border = 0x444444ff,
    .text = 0xe6e6e6ff,
    .text_soft = 0xb0b0b0ff,
    .text_faint = 0x9a9a9aff,
    .text_on_accent = 0x0c1620ff,
    .accent = 0x5aa9f0ff,
    .accent_soft = 0x24405cff,
    .circled = 0xf2b33dff,
    .star = 0xf2b33dff,
    .danger = 0xf07167ff,
    .warning = 0xf2b33dff,
    .success = 0x5fc98fff,
    .in_out = 0x5aa9f0ff,
    .wave = 0x6f8a80ff,
    .wave_loud = 0xf07167ff,
    .cached = 0x5c5c5cff,
    .verdict = {0x9a9a9aff, 0x5fc98fff, 0xf07167ff},
    .category = {0xb0b0b0ff, 0x5aa9f0ff, 0x5fc98fff, 0xc792e8ff, 0xf29e5cff, 0x4fc4cfff, 0xf2d15cff,
                 0xf08ba0ff},
    .note_status = {0xf2b33dff, 0x5aa9f0ff, 0x5fc98fff, 0x9a9a9aff},
    .proof = {0x9a9a9aff, 0x5fc98fff, 0xf07167ff, 0xf2b33dff},
    .priority = {0x9a9a9aff, 0x5aa9f0ff, 0xf2b33dff, 0xf07167ff},
    .label = {0x9a9a9aff, 0xf0615bff, 0xf2954aff, 0xf0d254ff, 0x62c46aff, 0x3fc1c0ff, 0x5a94f5ff,
              0xa884f0ff, 0xf08bc0ff},
};

static unsigned channel(ct_colour c, int shift)
{
    return (c >> shift) & 0xffU;
}

ct_colour ct_colour_fade(ct_colour c, double alpha)
{
    double a = alpha < 0 ? 0 : alpha > 1 ? 1 : alpha;
    return (c & 0xffffff00U) | (ct_colour)lround(a * channel(c, 0));
}

ct_colour ct_colour_mix(ct_colour a, ct_colour b, double t)
{
    ct_colour mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        double v = channel(a, shift) + (channel(b, shift) - (double)channel(a, shift)) * t;
        mixed |= (ct_colour)lround(v) << shift;
    }
    return mixed;
}

/* WCAG 2.2, "relative luminance". */
static double luminance(ct_colour c)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double              sum = 0;
    for (int i = 0; i < 3; i++) {
        double v = channel(c, 24 - 8 * i) / 255.0;
        sum += weight[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double ct_colour_contrast(ct_colour a, ct_colour b)
{
    double la = luminance(a);
    double lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}
