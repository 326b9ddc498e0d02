package dev.sallyport.audit.log;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the log.
 *
 * @param index from 0
 * @param bytes canonical JSON
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogEntry(long index, byte[] bytes) {

    /**
     * The record that it is.
     *
     * @throws tools.jackson.core.JacksonException when it is none
     */
    public JsonNode record() {
        return JsonMapper.shared().readTree(bytes);
    }
}
