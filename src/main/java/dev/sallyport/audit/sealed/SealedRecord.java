package dev.sallyport.audit.sealed;

/**
 * A statement's record whose part is sealed, by what tells its keys.
 *
 * @param id the record's
 * @param hour the unit that the part is under
 * @param person the pseudonym of who acted
 * @param label where its key is in the hour's tree
 */
public record SealedRecord(String id, String hour, String person, RecordLabel label) {}
