package dev.sallyport.audit.search;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What of an event many others have just so. Each field belongs to one. */
@SuppressWarnings("ImmutableEnumChecker") // nobody else has its sets
enum Part {
    /** What was to be done, and what was decided of it. */
    STATEMENT(EnumSet.of(
            Field.RELATION,
            Field.COLUMN,
            Field.FUNCTION,
            Field.TAG,
            Field.MASKED,
            Field.EFFECT,
            Field.COMMAND,
            Field.FINGERPRINT,
            Field.DECISION,
            Field.RULE,
            Field.POLICIES,
            Field.LOCATION,
            Field.TRANSFER,
            Field.BASIS)),

    /** Who, and from where. */
    SESSION(EnumSet.of(
            Field.IDENTITY,
            Field.BEHALF,
            Field.PERSON,
            Field.TYPE,
            Field.GROUP,
            Field.PURPOSE,
            Field.TASK,
            Field.DATABASE,
            Field.METHOD,
            Field.SESSION,
            Field.NODE)),

    /** What it was, on which day, and how it ended. */
    RESULT(EnumSet.of(Field.KIND, Field.STATUS, Field.CODE, Field.DAY));

    private final Set<Field> fields;
    private final String reference = "of." + name().toLowerCase(Locale.ROOT);

    Part(Set<Field> fields) {
        this.fields = Collections.unmodifiableSet(fields);
    }

    Set<Field> fields() {
        return fields;
    }

    /** Where an event has the number of its part; 0 stands for one without any value. */
    String reference() {
        return reference;
    }

    static Part of(Field field) {
        for (Part part : values()) {
            if (part.fields.contains(field)) {
                return part;
            }
        }
        throw new IllegalStateException(field + " is of no part");
    }
}
