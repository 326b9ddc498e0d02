package dev.sallyport.audit;

/**
 * What the records of a session say of its database, besides the name.
 *
 * @param engine the kind of database
 * @param jurisdiction the legal domain of its data; empty when it has none
 * @param user the role that the gate has there; empty when that is not told
 */
public record Served(String engine, String jurisdiction, String user) {}
