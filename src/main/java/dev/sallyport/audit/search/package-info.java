/** Signed notes, checkpoints and who is trusted for them (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy). No I/O. */
@NullMarked
package dev.sallyport.audit.search;

import org.jspecify.annotations.NullMarked;
