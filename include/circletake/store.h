/* SPDX-License-Identifier: MIT */
/* The project file (NAME.circletake): opened, locked, written, undone, closed.
 *
 * One thread of the store owns the only writing connection. Everything is submitted to it and
 * answered by a ticket; "saved" may be shown once the ticket says so, which is after the commit has
 * reached the disk. Reading is in query.h. No SQL and no SQLite type leaves the layer.
 *
 * One program at a time writes a project (a lock file beside it). The next one opens it read-only
 * and is told why. All functions are for any thread unless they say otherwise, and only
 * ct_store_open, ct_store_end, ct_store_close and ct_store_wait take longer than a moment. */
#ifndef CIRCLETAKE_STORE_H
#define CIRCLETAKE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/edit.h"
#include "circletake/log.h"
#include "circletake/status.h"

typedef struct ct_store ct_store;
typedef struct ct_query ct_query;
typedef uint64_t        ct_ticket; /* ascending; 0: none */

enum {
    CT_STORE_CREATE = 1,     /* make the project when there is no such file */
    CT_STORE_READ_ONLY = 2,  /* do not even try to write; holds no lock while open */
    CT_STORE_WRITE = 4,      /* CT_BUSY, CT_UNSUPPORTED ... instead of falling back to read-only */
    CT_STORE_NO_BACKUPS = 8, /* for tests and short commands */
    /* with CREATE, for footage that may not be there: a project that this opening made is taken back at its end
     * while it has no clip and no act */
    CT_STORE_TENTATIVE = 16
};

/* Opens a project. Falls back to read-only, with the reason, when another program writes it,
 * when it was made by a newer circletake, or when the medium is read-only or on a network.
 * CT_NO_INPUT no such file, CT_BAD_DATA not a project of ours or damaged, CT_IO.
 * `log` is borrowed until close, NULL is quiet. */
CT_MUST_USE ct_code ct_store_open(const char *path, unsigned flags, ct_log *log, ct_store **out,
                                  ct_error *err);
/* Commits what was submitted, checkpoints, ends the thread, closes the main connection and gives the
 * lock back. After that the store takes nothing and opens nothing (CT_CANCELLED), but can still be asked what it
 * was: for a project that is closed while a thread that knows its store waits for a drive. Once. */
void ct_store_end(ct_store *st);
/* Ends it, unless that was done, and frees it. Nobody may know it any more. NULL is fine. */
void ct_store_close(ct_store **st);

/* Absolute path of the file, borrowed until close. */
const char *ct_store_path(const ct_store *st);
/* Whether nothing can be written; *why (NULL allowed) is a sentence borrowed until close. */
bool ct_store_is_read_only(const ct_store *st, const char **why);
/* Whether it was made by this opening and is tentative: it may be taken back at its end. */
bool ct_store_may_go(const ct_store *st);
/* Called on the store's thread after commits and failures: only to wake somebody, who then asks.
 * Must not call the store. Set it before the first submit. */
void ct_store_set_wakeup(ct_store *st, void (*wakeup)(void *arg), void *arg);

/* ---- writing ---- */

/* Takes the edit (*edit becomes NULL) and gives its ticket. Never waits for the disk. Fails only
 * when the store is read-only (CT_UNSUPPORTED or CT_BUSY) or was ended (CT_CANCELLED): then *edit stays the caller's.
 * An empty edit counts as saved. Edits are committed in the order of their tickets. */
CT_MUST_USE ct_code ct_store_submit(ct_store *st, ct_edit **edit, ct_ticket *ticket, ct_error *err);

typedef enum ct_ticket_state {
    CT_TICKET_PENDING,
    CT_TICKET_SAVED,
    CT_TICKET_FAILED
} ct_ticket_state;
/* Never waits. FAILED fills `err` (NULL allowed). */
ct_ticket_state ct_store_ticket(ct_store *st, ct_ticket ticket, ct_error *err);
/* Waits until the ticket is saved or has failed; the code is CT_OK only when saved. Not for the
 * main thread of the window. */
CT_MUST_USE ct_code ct_store_wait(ct_store *st, ct_ticket ticket, ct_error *err);

/* How things stand, for the state line. */
typedef struct ct_store_state {
    size_t    pending, failed;
    size_t    pending_acts, failed_acts; /* of those, what somebody did */
    size_t    pending_notes; /* what somebody typed (drafts), and how the window was left */
    int64_t   saved_us;      /* wall clock of the last commit, 0: none yet */
    int64_t   revision;      /* grows with every commit */
    uint64_t  steps;         /* grows while something is being written: a disk that answers */
    bool      ended;         /* ct_store_end returned */
    ct_ticket first_failed;  /* 0: none */
    ct_error  error;         /* of it */
} ct_store_state;
void ct_store_state_get(ct_store *st, ct_store_state *out);

/* What failed (disk full, ...) is kept, nothing typed is lost. Tries all of it again, in
 * order, under the same tickets. Returns how many are pending again. */
size_t ct_store_retry(ct_store *st);
/* Gives up on one failed edit and gives it back; NULL when that ticket has not failed. */
ct_edit *ct_store_take_failed(ct_store *st, ct_ticket ticket);

/* Undo and redo of every authored change, also of former runs. They queue behind what was
 * submitted. *sentence (NULL allowed, free()) is that of the act. CT_END: nothing to undo. */
CT_MUST_USE ct_code ct_store_undo(ct_store *st, const char *author, ct_ticket *ticket,
                                  char **sentence, ct_error *err);
CT_MUST_USE ct_code ct_store_redo(ct_store *st, const char *author, ct_ticket *ticket,
                                  char **sentence, ct_error *err);
/* The sentence undo or redo would give; NULL: nothing to do. Free with free(). */
char *ct_store_undo_sentence(ct_store *st);
char *ct_store_redo_sentence(ct_store *st);

/* Not acts: no undo, no log, no sentence. Each is written soon and in order; the latest value
 * wins. When read-only or ended they are quietly dropped (ticket 0). */

/* Text being typed, kept so that a crash loses nothing. "" or NULL forgets it. Keys are the
 * caller's, e.g. "note:<clip id>". */
ct_ticket ct_store_put_draft(ct_store *st, const char *key, const char *body);
/* State of the window: "view.clip", "panel.left", ... */
ct_ticket ct_store_put_setting(ct_store *st, const char *key, const char *value);
/* Where the playhead was left in a clip; marks it as seen. */
ct_ticket ct_store_put_seen(ct_store *st, ct_id clip, int64_t frame);
/* Whether the file was found this time. */
ct_ticket ct_store_put_offline(ct_store *st, ct_id clip, bool offline);

/* ---- care ---- */

/* Copies the project as it is now, through the backup interface, verified. Waits. */
CT_MUST_USE ct_code ct_store_copy(ct_store *st, const char *to, ct_error *err);
/* Folder of the rotating backups of a project (in the user's state folder). Gives. */
char *ct_store_backup_folder(const char *path);

/* Looks at everything in a project file without changing it: the file itself, references, search
 * index, counters, and that the change log tells the same as the rows. `line` is called once for
 * each finding (problem true: something is wrong). CT_OK when nothing is, CT_BAD_DATA else. */
CT_MUST_USE ct_code ct_store_check(const char *path,
                                   void (*line)(void *arg, bool problem, const char *text),
                                   void *arg, ct_error *err);

#endif
