package dev.sallyport.audit.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a record of the journal becomes as an entry of the log. */
final class Leaf {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Leaf() {}

    /**
     * The record as it is; of one that is longer than an entry can be, what tells which it is, and its SHA-256.
     *
     * @return canonical JSON (RFC 8785)
     */
    static byte[] of(byte[] journalRecord) {
        if (journalRecord.length <= EntryBundle.MAX_ENTRY_BYTES) {
            return journalRecord;
        }
        JsonNode whole = JSON.readTree(journalRecord);
        Map<String, Object> members = new TreeMap<>();
        for (String key : new String[] {"boot", "id", "k", "lane", "node", "nseq", "ts", "v"}) {
            members.put(key, whole.path(key));
        }
        Map<String, Object> cut = new LinkedHashMap<>();
        cut.put("len", journalRecord.length);
        cut.put("sha256", sha256(journalRecord));
        members.put("cut", cut);
        return JSON.writeValueAsBytes(members);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }
}
