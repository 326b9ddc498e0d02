package dev.sallyport.export;

import java.nio.charset.StandardCharsets;

/**
 * An event on its way.
 *
 * @param text the same in a destination's format, in one line
 */
record Message(Occurrence occurrence, String text) {

    int bytes() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
