/* SPDX-License-Identifier: MIT */
/* first_picture RRGGBB SECONDS COMMAND...: starts a player on the display of DISPLAY and prints after how
 * many milliseconds the colour is somewhere on the screen, as a person would see it; then ends the player.
 * It knows nothing of players, so any two can be compared. 1: the colour did not come. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PLACES = 12, NEAR = 40, LOOK_EVERY_US = 1000 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_near(unsigned long a, unsigned long b)
{
    for (int shift = 0; shift <= 16; shift += 8)
        if (labs((long)(a >> shift & 255) - (long)(b >> shift & 255)) > NEAR)
            return false;
    return true;
}

/* A few pixels, so that looking costs the players nothing that counts. */
static bool shows(Display *display, Window window, int width, int height, unsigned long colour)
{
    bool seen = false;

    for (int i = 1; i < PLACES && !seen; i++) {
        XImage *row = XGetImage(display, window, 0, height * i / PLACES, (unsigned)width, 1,
                                AllPlanes, ZPixmap);

        for (int j = 1; row && j < PLACES && !seen; j++)
            seen = is_near(XGetPixel(row, width * j / PLACES, 0), colour);
        if (row)
            XDestroyImage(row);
    }
    return seen;
}

/* Each window for itself: what lies over the root in another depth is not in its image. */
static bool is_seen(Display *display, unsigned long colour)
{
    Window   root, parent, *windows = NULL;
    unsigned count = 0;
    bool     seen = false;

    XQueryTree(display, DefaultRootWindow(display), &root, &parent, &windows, &count);
    for (unsigned i = 0; i < count && !seen; i++) {
        XWindowAttributes a;

        seen = XGetWindowAttributes(display, windows[i], &a) && a.map_state == IsViewable &&
               a.class == InputOutput && shows(display, windows[i], a.width, a.height, colour);
    }
    if (windows)
        XFree(windows);
    return seen;
}

/* A window may be gone before it is looked at. */
static int ignore(Display *display, XErrorEvent *event)
{
    (void)display, (void)event;
    return 0;
}

int main(int argc, char **argv)
{
    Display *display = argc > 3 ? XOpenDisplay(NULL) : NULL;

    if (!display) {
        fprintf(stderr, "first_picture RRGGBB SECONDS COMMAND..., with a display\n");
        return 64;
    }
    XSetErrorHandler(ignore);
    unsigned long colour = strtoul(argv[1], NULL, 16);
    double        start = now_ms(), most = 1000 * atof(argv[2]);
    bool          seen = false;
    pid_t         player = fork();

    if (player == 0) {
        execvp(argv[3], argv + 3);
        _exit(127);
    }
    while (!seen && now_ms() - start < most && waitpid(player, NULL, WNOHANG) == 0) {
        seen = is_seen(display, colour);
        usleep(LOOK_EVERY_US);
    }
    if (seen)
        printf("%.2f\n", now_ms() - start);
    kill(player, SIGKILL);
    waitpid(player, NULL, 0);
    XCloseDisplay(display);
    return seen ? 0 : 1;
}
