package dev.sallyport.client;

import java.nio.charset.StandardCharsets;

/**
 * One message of the server's (PostgreSQL documentation, "Message Formats").
 *
 * @param type its first byte
 * @param body without type and length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and as large as a row
public record Frame(char type, byte[] body) {

    /** Its body as text, zeros shown as {@code |}. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8).replace('\0', '|');
    }

    /** A field of an ErrorResponse or NoticeResponse; empty if it has none. */
    public String field(char code) {
        for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
            if (!field.isEmpty() && field.charAt(0) == code) {
                return field.substring(1);
            }
        }
        return "";
    }
}
