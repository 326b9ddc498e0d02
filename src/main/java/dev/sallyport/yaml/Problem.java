package dev.sallyport.yaml;

/** Something wrong in a file; prints as {@code file:line:column: message}. */
public record Problem(Place place, String message) {
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
