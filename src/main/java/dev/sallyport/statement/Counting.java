package dev.sallyport.statement;

/** Counts the rows that statements really change, whatever they change them through. One for each dialect. Pure. */
public interface Counting {

    /**
     * Counts the rows that one statement inserts, updates and deletes: by cascades, triggers and functions too, in
     * partitions too, but not in temporary relations.
     *
     * @param limit how many it may change
     * @param failure how the text begins that the database fails with when there are more; the number follows
     * @param named whether the text also names the relations and how many in each
     */
    Bracket changed(long limit, String failure, boolean named);
}
