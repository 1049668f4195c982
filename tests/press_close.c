/* SPDX-License-Identifier: MIT */
/* press_close WINDOW: does to an X11 window what a window manager does when its close button is
 * pressed (ICCCM 4.2.8.1, WM_DELETE_WINDOW). Under a bare X server there is no such button. */
#include <X11/Xlib.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    Display *display = XOpenDisplay(NULL);

    if (argc != 2 || !display) {
        fprintf(stderr, "usage: press_close WINDOW, with DISPLAY set\n");
        return 64;
    }
    Window window = strtoul(argv[1], NULL, 0);
    XEvent event = {.xclient = {.type = ClientMessage,
                                .window = window,
                                .message_type = XInternAtom(display, "WM_PROTOCOLS", False),
                                .format = 32}};
    event.xclient.data.l[0] = (long)XInternAtom(display, "WM_DELETE_WINDOW", False);
    event.xclient.data.l[1] = CurrentTime;
    XSendEvent(display, window, False, NoEventMask, &event);
    XCloseDisplay(display);
    return 0;
}
