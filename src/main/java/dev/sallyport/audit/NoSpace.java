package dev.sallyport.audit;

import java.io.IOException;

/** The disk has no room, or none for this user. */
final class NoSpace extends IOException {
    NoSpace(String message) {
        super(message);
    }
}
