package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What checking a log came to.
 *
 * @param checkpoint that it was checked against; empty when there is none that can be read
 * @param entries how many were looked at
 * @param statements how many of them are about a statement that was to run
 * @param denials how many about one that was refused
 * @param underWay statements of the last run whose outcome is not in the log yet
 * @param pins how many earlier checkpoints it was held against
 * @param sealed how many sealed parts of records were held against it; 0 when they were not there to be
 * @param announced the public keys that the log itself says it is signed with, by its last word
 * @param findings in the order of the entries; at most some hundred
 */
public record Verification(
        Optional<Checkpoint> checkpoint,
        long entries,
        long statements,
        long denials,
        long underWay,
        int pins,
        long sealed,
        List<String> announced,
        List<Finding> findings) {

    public Verification {
        announced = List.copyOf(announced);
        findings = List.copyOf(findings);
    }

    /** What a finding means. */
    public enum Kind {
        /** The checkpoint is not there, not signed as it must be, or cannot be read. */
        SIGNATURE("E-SIG", true),
        /** An entry is not the one that was signed. */
        LEAF("E-LEAF", true),
        /** Stored hashes are not those of what is under them. */
        TILE("E-TILE", true),
        /** Something that was signed is gone. */
        MISSING("E-MISSING", true),
        /** The log is smaller than it was. */
        ROLLBACK("E-ROLLBACK", true),
        /** The log is another one than it was. */
        FORK("E-FORK", true),
        /** A gate's own count of its records has a gap, or goes back. */
        COUNT("E-NSEQ", true),
        /** A gate's own word of how many records it had says more than are here. */
        TAIL("E-TAIL", true),
        /** What is sealed of a record is not what the log vouches for, or is gone. */
        PAYLOAD("E-PAYLOAD", true),
        /** What was ordered to be erased is still there. */
        ERASE("E-ERASE", true),
        /** A statement ran, and what became of it nobody knows. */
        OPEN("W-OPEN", false),
        /** An entry is not in the form of a record. */
        FORM("W-FORM", false),
        /** Too few witnesses have cosigned the checkpoint, or not lately. */
        QUORUM("W-QUORUM", false);

        private final String code;
        private final boolean integrity;

        Kind(String code, boolean integrity) {
            this.code = code;
            this.integrity = integrity;
        }

        public String code() {
            return code;
        }

        /** Whether the log is not what was written; else something is incomplete. */
        public boolean integrity() {
            return integrity;
        }
    }

    /** @param what in words: which entry or file, what it is and what it should be */
    public record Finding(Kind kind, String what) {}

    /** The same with one finding more. */
    public Verification with(Finding more) {
        List<Finding> all = new ArrayList<>(findings);
        all.add(more);
        return new Verification(checkpoint, entries, statements, denials, underWay, pins, sealed, announced, all);
    }

    /** Whether something of a kind was found. */
    public boolean has(Kind kind) {
        return findings.stream().anyMatch(finding -> finding.kind() == kind);
    }

    /** Whether the log is what was written. */
    public boolean whole() {
        return findings.stream().noneMatch(finding -> finding.kind().integrity());
    }
}
