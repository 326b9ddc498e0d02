package dev.sallyport.policy;

/** A part of a name with {@code *} for any run of characters, even none. Matches in linear time for each star. */
record Glob(String text) {

    static final Glob ANY = new Glob("*");

    /** Whether there is no star in it. */
    boolean literal() {
        return text.indexOf('*') < 0;
    }

    boolean matches(String name) {
        int star = -1;
        int resume = 0;
        int at = 0;
        int read = 0;
        while (read < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = read;
            } else if (at < text.length() && text.charAt(at) == name.charAt(read)) {
                at++;
                read++;
            } else if (star >= 0) {
                at = star + 1;
                read = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }
}
