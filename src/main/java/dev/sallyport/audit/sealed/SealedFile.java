package dev.sallyport.audit.sealed;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which file of the store a part is in, as its entry of the log tells.
 *
 * @param folder within the store; empty for what was sealed before there were shelves
 * @param name within the folder
 */
public record SealedFile(String folder, String name) {

    static final String SUFFIX = ".jsonl";

    /** The folder of what belongs to no jurisdiction; those of the others begin with {@link #IN}. */
    static final String ANYWHERE = "anywhere";

    static final String IN = "in-";

    /** Of what persons and failed log-ins are sealed with. */
    public static SealedFile of(Shelf shelf) {
        return new SealedFile(folder(shelf.jurisdiction()), shelf.day() + SUFFIX);
    }

    /**
     * Of statements.
     *
     * @param unit the hour that they are under; empty when it is none
     */
    public static Optional<SealedFile> ofStatements(String unit) {
        return Hour.parse(unit).map(SealedFile::of);
    }

    static SealedFile of(Hour hour) {
        return new SealedFile(folder(hour.shelf().jurisdiction()), hour.shelf().day() + "T" + hour.digits() + SUFFIX);
    }

    /**
     * Of what was sealed before there were shelves.
     *
     * @param micros the record's time, since 1970 UTC
     */
    public static SealedFile beforeShelves(long micros) {
        return new SealedFile("", Shelf.day(micros) + SUFFIX);
    }

    static String folder(String jurisdiction) {
        return jurisdiction.isEmpty() ? ANYWHERE : IN + URLEncoder.encode(jurisdiction, StandardCharsets.UTF_8);
    }

    Path in(Path store) {
        return store.resolve(folder).resolve(name);
    }
}
