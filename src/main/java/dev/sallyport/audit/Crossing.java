package dev.sallyport.audit;

/**
 * Data of one jurisdiction may have been processed in another.
 *
 * @param from the jurisdiction of the data
 * @param to that of the place
 * @param basis on which legal basis
 */
public record Crossing(String from, String to, String basis) {}
