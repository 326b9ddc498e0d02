package dev.sallyport.audit.search;

/**
 * What the index keeps of a record: little, since a statement's is kept until its outcome comes.
 *
 * @param index of the record in the log
 * @param ending that of the outcome's record, or {@link Schema#NONE}
 * @param reference the id of the record that this one belongs to; empty when to none
 * @param micros since 1970-01-01 UTC
 * @param statement number of the {@link Part#STATEMENT}
 * @param session number of the {@link Part#SESSION}
 * @param result what the record tells itself, or the outcome's
 */
record Gist(
        long index,
        long ending,
        String id,
        String kind,
        String reference,
        long micros,
        int statement,
        int session,
        Result result) {

    /**
     * How something ended; texts are empty and figures 0 when the record does not tell.
     *
     * @param micros it took
     */
    record Result(String status, String code, long rows, long bytes, long affected, long micros) {

        static final Result NONE = new Result("", "", 0, 0, 0, 0);

        long figure(Measure measure) {
            return switch (measure) {
                case ROWS -> rows;
                case BYTES -> bytes;
                case AFFECTED -> affected;
                case DURATION -> micros;
            };
        }
    }

    boolean intent() {
        return kind.equals(Event.INTENT);
    }

    boolean outcome() {
        return kind.equals(Event.OUTCOME);
    }

    /** Whether its outcome is still to come. */
    boolean open() {
        return intent() && ending == Schema.NONE;
    }

    /** With how it ended, which another record tells. */
    Gist ended(Gist outcome) {
        return new Gist(index, outcome.index, id, kind, reference, micros, statement, session, outcome.result);
    }
}
