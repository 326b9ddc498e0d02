package dev.sallyport.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("CEF")
class CefTest {

    private static final int ROUNDS = 20_000;
    private static final String ALPHABET = "\\|=\n\r\t\u0000 =ab c\u00e9\ud83d\ude00x=y\\n\u2028\"";

    private static String line(Occurrence occurrence) {
        return Format.CEF.line(occurrence, "0.1.0");
    }

    @Test
    @DisplayName("is a line with a header and pairs")
    void statement() {
        assertThat(line(Records.ended(Records.MASKED, Records.OUTCOME)))
                .isEqualTo("CEF:0|Sallyport|Sallyport|0.1.0|q.intent|Statement|1|rt=1795514400123"
                        + " externalId=0198f1a2-0001 deviceExternalId=gate-1 act=mask outcome=ok"
                        + " suid=p_bot spriv=agent duser=app destinationServiceName=shop"
                        + " msg=SELECT email\\nFROM customers WHERE id \\= $1"
                        + " cs1Label=rules cs1=support/allow-1,support/mask-2"
                        + " cs2Label=relations cs2=public.customers cs3Label=tags cs3=pii.email"
                        + " cs4Label=fingerprint cs4=f00d cs5Label=policies cs5=v1 cs6Label=session cs6=s-1"
                        + " cn1Label=rows cn1=20 cn2Label=affected cn2=20 out=900"
                        + " start=1795514400123 end=1795514400124"
                        + " cn3Label=index cn3=41 flexString1Label=leaf flexString1="
                        + Cef.extension(Records.alone(Records.MASKED).leaf().base64())
                        + " flexNumber1Label=outcome index flexNumber1=43");
    }

    @Test
    @DisplayName("escapes what the reason of a denial holds")
    void denial() {
        assertThat(line(Records.alone(Records.DENIED)))
                .startsWith("CEF:0|Sallyport|Sallyport|0.1.0|q.deny|Statement denied|5|")
                .contains(" reason=DROP is not for support | ask \\= the dba ");
    }

    @Test
    @DisplayName("is one line for every kind of record, which a parser takes apart")
    void everything() {
        Records.OTHERS.forEach(record -> {
            Parsed parsed = Parsed.of(line(Records.alone(record)));
            assertThat(parsed.header()).hasSize(7);
            assertThat(parsed.pairs()).containsKey("externalId");
        });
    }

    @Test
    @DisplayName("comes back from a parser as it was, whatever texts hold")
    void escaping() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            String kind = "k" + text(random, 20);
            String why = text(random, 60);
            String statement = text(random, 60);
            ObjectNode record = JsonMapper.shared().createObjectNode();
            record.put("id", "1").put("k", kind).put("ts", 1_000);
            record.putObject("dec").put("why", why);
            record.putObject("st").put("txt", statement);
            String line = line(Records.alone(record.toString()));
            assertThat(line).doesNotContain("\n", "\r", "\u0000");
            Parsed parsed = Parsed.of(line);
            assertThat(parsed.header().get(4)).isEqualTo(plain(kind.replaceAll("[\n\r]", " ")));
            assertThat(parsed.pairs().getOrDefault("msg", "")).isEqualTo(plain(statement));
            assertThat(parsed.pairs().getOrDefault("reason", "")).isEqualTo(plain(why));
        }
    }

    @Test
    @DisplayName("cuts what is too long, and no character in two")
    void limits() {
        ObjectNode record = JsonMapper.shared().createObjectNode();
        record.put("id", "1").put("k", "q.intent").put("ts", 1_000);
        record.putObject("st").put("txt", "x".repeat(1_022) + "\ud83d\ude00 and more");
        String msg = Parsed.of(line(Records.alone(record.toString()))).pairs().get("msg");
        assertThat(msg).isEqualTo("x".repeat(1_022));
        record.putObject("st").put("txt", "=".repeat(2_000));
        assertThat(Parsed.of(line(Records.alone(record.toString()))).pairs().get("msg"))
                .isEqualTo("=".repeat(1_023));
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            int[] points = ALPHABET.codePoints().toArray();
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /** Control characters that no escape is for are blanks. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (char one : text.toCharArray()) {
            plain.append(Character.isISOControl(one) && one != '\n' && one != '\r' ? ' ' : one);
        }
        return plain.toString();
    }

    /** A reader of the format, by its specification. */
    private record Parsed(List<String> header, Map<String, String> pairs) {

        /** A key: behind the beginning or a blank, before an equals sign that is not escaped. */
        private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z0-9]+)=");

        static Parsed of(String line) {
            List<String> header = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            int at = 0;
            while (header.size() < 7) {
                char one = line.charAt(at++);
                if (one == '\\') {
                    field.append(line.charAt(at++));
                } else if (one == '|') {
                    header.add(field.toString());
                    field.setLength(0);
                } else {
                    field.append(one);
                }
            }
            return new Parsed(header, pairs(line.substring(at)));
        }

        private static Map<String, String> pairs(String extension) {
            Map<String, String> pairs = new LinkedHashMap<>();
            Matcher key = KEY.matcher(extension);
            boolean more = key.find();
            while (more) {
                String name = key.group(1);
                int from = key.end();
                more = key.find();
                pairs.put(name, unescaped(extension.substring(from, more ? key.start() : extension.length())));
            }
            return pairs;
        }

        private static String unescaped(String value) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < value.length(); at++) {
                char one = value.charAt(at);
                if (one != '\\') {
                    text.append(one);
                    continue;
                }
                char escaped = value.charAt(++at);
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case '\\', '=' -> escaped;
                            default -> throw new AssertionError("no escape: " + escaped);
                        });
            }
            return text.toString();
        }
    }
}
