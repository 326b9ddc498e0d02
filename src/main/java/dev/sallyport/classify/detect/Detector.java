package dev.sallyport.classify.detect;

import java.util.function.Function;

/**
 * Judges values.
 *
 * @param plural what values are called that it finds valid, after "187 of 200 values"
 * @param scope whether it looks at the whole value or for something within a longer text
 * @param judge takes a value without blanks around it, neither empty nor longer than some thousand characters
 */
public record Detector(Kind kind, String plural, Weight weight, Scope scope, Function<String, Verdict> judge) {

    /** Where the thing is looked for. */
    public enum Scope {
        WHOLE,
        WITHIN
    }

    static Detector whole(Kind kind, String plural, Weight weight, Function<String, Verdict> judge) {
        return new Detector(kind, plural, weight, Scope.WHOLE, judge);
    }

    static Detector within(Kind kind, String plural, Function<String, Verdict> judge) {
        return new Detector(kind, plural, Weight.PROVES, Scope.WITHIN, judge);
    }
}
