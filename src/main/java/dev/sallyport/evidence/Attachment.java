package dev.sallyport.evidence;

/**
 * A file that is handed over with the evidence.
 *
 * @param path within the folder
 * @param what it is, in words
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Attachment(String path, String what, byte[] content) {}
