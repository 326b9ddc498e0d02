package dev.sallyport.policy;

import java.util.List;

/** What a rule is about. */
sealed interface Scope {

    /** Every object, and what is done to no object that has a name here. */
    record Everything() implements Scope {}

    /** The objects that any of the patterns names. */
    record Named(List<ObjectPattern> patterns) implements Scope {
        public Named {
            patterns = List.copyOf(patterns);
        }
    }
}
