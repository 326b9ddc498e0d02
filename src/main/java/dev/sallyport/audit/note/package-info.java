/** Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature). No I/O. */
@NullMarked
package dev.sallyport.audit.note;

import org.jspecify.annotations.NullMarked;
