package dev.sallyport.catalog;

/**
 * A protected database, as policy sees it.
 *
 * @param name what clients connect to
 * @param engine {@code postgresql}
 * @param environment {@code production}, {@code staging}, ...; free, chosen by the administrator
 * @param jurisdiction the legal domain its data belongs to; free, chosen by the administrator
 */
public record Database(String name, String engine, String environment, String jurisdiction) {}
