package dev.sallyport.cli;

/** Text of somebody else's, as a terminal may be given it: what would steer the terminal is shown as its number. */
final class Printable {

    private Printable() {}

    static String of(String text) {
        if (text.codePoints().noneMatch(Printable::steers)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\r' || point == '\t') {
                shown.append(' ');
            } else if (steers(point)) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /** JSON, whose strings may hold anything: the same text, with escapes for what would steer the terminal. */
    static String json(String json) {
        StringBuilder shown = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (point == '\n' || !steers(point)) {
                shown.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    shown.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    /** Control characters, and format characters, which can turn the direction of what follows. */
    private static boolean steers(int point) {
        int type = Character.getType(point);
        return Character.isISOControl(point)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
