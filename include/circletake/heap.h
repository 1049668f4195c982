/* SPDX-License-Identifier: MIT */
/* How the memory of small things is asked for. Nothing here is needed for anything to work. */
#ifndef CIRCLETAKE_HEAP_H
#define CIRCLETAKE_HEAP_H

/* For a program that decodes: what a decoder gives back at each seek it asks for again at once, some megabytes in pieces.
 * Kept, they need no new pages from the system; what is larger, pictures above all, goes back when it is
 * freed. Main thread, before any other. */
void ct_heap_keep_freed(void);

/* For a program that is about to make a list of thousands: the heap grows in large steps and large pages from
 * here on. In small ones the kernel takes longer to give the memory than the list takes to be made,
 * in a virtual machine several times as long. Main thread, once. */
void ct_heap_expect_much(void);

#endif
