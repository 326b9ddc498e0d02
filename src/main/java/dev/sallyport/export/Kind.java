package dev.sallyport.export;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of records that a gate writes, as {@code docs/audit.md} lists them. */
public enum Kind {
    /** A statement that was let through; what is exported of it has its outcome. */
    STATEMENT("q.intent", "Statement"),
    /** An outcome that came too late to be exported together with its statement. */
    OUTCOME("q.outcome", "Late outcome of a statement"),
    DENIAL("q.deny", "Statement denied"),
    OPENED("ses.open", "Session opened"),
    CLOSED("ses.close", "Session closed"),
    LOGIN_FAILED("auth.fail", "Log-in failed"),
    STARTED("log.start", "Gate started"),
    STOPPED("log.stop", "Gate stopped"),
    POLICIES("log.policy", "Policies changed"),
    KEYS("log.key", "Keys of the log announced"),
    ERASURE("log.erase", "Erasure ordered"),
    GAP("log.gap", "Nothing could be recorded for a time"),
    RECOVERED("log.recovered", "Records of a lost run made good");

    private final String label;
    private final String caption;

    Kind(String label, String caption) {
        this.label = label;
        this.caption = caption;
    }

    /** The word in a record's {@code k}. */
    public String label() {
        return label;
    }

    /** For people. */
    String caption() {
        return caption;
    }

    /** All, by their words. */
    public static Map<String, Kind> labels() {
        return Arrays.stream(values()).collect(Collectors.toMap(Kind::label, Function.identity()));
    }

    /** Empty for a kind that this version does not know. */
    static Optional<Kind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
