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
