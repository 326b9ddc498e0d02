package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.NoteSignature;

/** What a witness answers to a checkpoint (C2SP tlog-witness, "add-checkpoint"). */
public sealed interface Answer {

    /** The status of HTTP. */
    int status();

    /** It is kept, and this is the proof of it. */
    record Cosigned(NoteSignature signature) implements Answer {

        @Override
        public int status() {
            return 200;
        }
    }

    /** The witness has seen the log up to another size than the request takes for granted. */
    record OtherSize(long size) implements Answer {

        @Override
        public int status() {
            return 409;
        }
    }

    /**
     * It is not cosigned.
     *
     * @param why in one line, for whoever runs the log
     */
    record Refused(Reason reason, String why) implements Answer {

        @Override
        public int status() {
            return reason.status;
        }
    }

    /** Why a checkpoint is not cosigned. */
    enum Reason {
        /** The request has another form, or contradicts itself. */
        MALFORMED(400),
        /** No trusted key has signed it, or the signature of one is wrong. */
        UNTRUSTED(403),
        /** The witness does not watch this log. */
        UNKNOWN_LOG(404),
        /** The checkpoint does not continue the one that the witness has. */
        INCONSISTENT(422);

        private final int status;

        Reason(int status) {
            this.status = status;
        }
    }
}
