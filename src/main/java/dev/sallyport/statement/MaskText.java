package dev.sallyport.statement;

import java.util.Optional;

/** Judges masks that policies write in the database's own language. */
@FunctionalInterface
public interface MaskText {

    /** What is wrong with an expression; empty when it can be a mask, for columns of a type that it keeps. */
    Optional<Wrong> wrong(String expression);

    /** @param position where in the expression, in characters from 1 */
    record Wrong(String message, int position) {}
}
