package dev.sallyport.policy;

/**
 * Data of one jurisdiction may be processed in another.
 *
 * @param from the jurisdiction that the data belongs to
 * @param to the jurisdiction of the place where it is processed
 * @param basis the legal basis, in the author's words
 */
public record Transfer(String from, String to, String basis) {}
