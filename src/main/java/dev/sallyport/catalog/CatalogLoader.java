package dev.sallyport.catalog;

/** Takes a snapshot of a database. May block for as long as the database takes; thread-safe. */
@FunctionalInterface
public interface CatalogLoader {

    /**
     * @param version what the snapshot shall call itself
     * @throws CatalogUnavailable if the database cannot be reached or read
     */
    Catalog load(long version);

    /** The snapshot could not be taken; the message names the database and the reason, and no secret. */
    final class CatalogUnavailable extends RuntimeException {
        public CatalogUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
