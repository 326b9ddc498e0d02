package dev.sallyport.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an event as one line. What an exception says is left out, and only its kind and where it was are told: it may be of
 * a library, and nobody knows what is in it. Thread-safe.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

    /** Milliseconds, always: lines are compared as texts. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int MAX_FRAMES = 64;
    private static final int MAX_CAUSES = 8;

    private final LineForm form;

    /** For logback's configuration file. */
    public LineEncoder() {
        this(LineForm.TEXT);
    }

    LineEncoder(LineForm form) {
        this.form = form;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = switch (form) {
            case TEXT -> text(event);
            case JSON -> json(event);
        };
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder()
                .append(TIME.format(event.getInstant()))
                .append(String.format(" %-5s ", event.getLevel()))
                .append(
                        event.getLoggerName(),
                        event.getLoggerName().lastIndexOf('.') + 1,
                        event.getLoggerName().length())
                .append(' ')
                .append(oneLine(event.getFormattedMessage()));
        pairs(event)
                .forEach(
                        (key, value) -> line.append(' ').append(key).append('=').append(oneLine(value)));
        errors(event).forEach(error -> {
            line.append(" | ").append(error.get("type"));
            if (error.get("at") instanceof List<?> frames) {
                frames.forEach(frame -> line.append(" < ").append(frame));
            }
        });
        return line.toString();
    }

    private static String json(ILoggingEvent event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", TIME.format(event.getInstant()));
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.putAll(pairs(event));
        members.put("message", event.getFormattedMessage());
        List<Map<String, Object>> errors = errors(event);
        if (!errors.isEmpty()) {
            members.put("errors", errors);
        }
        return JsonMapper.shared().writeValueAsString(members);
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        Map<String, String> pairs = new LinkedHashMap<>();
        List<KeyValuePair> given = event.getKeyValuePairs();
        if (given != null) {
            given.forEach(pair -> pairs.put(pair.key, String.valueOf(pair.value)));
        }
        return pairs;
    }

    /** The exception, and then what caused it. */
    private static List<Map<String, Object>> errors(ILoggingEvent event) {
        List<Map<String, Object>> errors = new ArrayList<>();
        IThrowableProxy thrown = event.getThrowableProxy();
        while (thrown != null && errors.size() < MAX_CAUSES) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("type", thrown.getClassName());
            error.put("at", frames(thrown.getStackTraceElementProxyArray()));
            errors.add(error);
            thrown = thrown.getCause();
        }
        return errors;
    }

    private static List<String> frames(StackTraceElementProxy[] trace) {
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < Math.min(trace.length, MAX_FRAMES); at++) {
            frames.add(trace[at].getStackTraceElement().toString());
        }
        return frames;
    }

    /** So that nobody outside can write lines of the log, or to the terminal of who reads it. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
