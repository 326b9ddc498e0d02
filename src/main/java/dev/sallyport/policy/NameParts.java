package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a dotted name of a policy file; a part with a dot in it is written in double quotes. */
final class NameParts {

    private NameParts() {}

    /** The parts, at least one, none empty; nothing when the text is not such a name. */
    static Optional<List<Glob>> of(String text) {
        List<Glob> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(new Glob(part.toString()));
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(new Glob(part.toString()));
        boolean complete = !quoted && parts.stream().noneMatch(one -> one.text().isBlank());
        return complete ? Optional.of(List.copyOf(parts)) : Optional.empty();
    }
}
