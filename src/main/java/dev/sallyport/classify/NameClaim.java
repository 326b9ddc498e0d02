package dev.sallyport.classify;

import dev.sallyport.classify.detect.Kind;

/**
 * What a name says that it holds.
 *
 * @param word of the vocabulary
 */
record NameClaim(Kind kind, Strength strength, String word) {

    /** How much a word says; the file {@code vocabulary.txt} tells what each means. */
    enum Strength {
        STRONG,
        WEAK,
        LOOSE,
        PART
    }
}
