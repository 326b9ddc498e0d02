package dev.sallyport.observe.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A statement's comment")
class StatementCommentTest {

    private static final String TRACE = "5bd66ef5095369c7b0d1f8f4bd33716a";
    private static final String SPAN = "c532cb4098ac3dd2";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final int ROUNDS = 200_000;

    private static Optional<TraceParent> read(String text) {
        return StatementComment.traceParent(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 /*traceparent='" + PARENT + "'*/",
                "select 1 /*traceparent='" + PARENT + "'*/;",
                "select 1 /* traceparent='" + PARENT + "' */ ;\n",
                "/*traceparent='" + PARENT + "'*/ select 1",
                "  /*traceparent='" + PARENT + "'*/ select '*/'",
                "/* a hint */ select 1 /*traceparent='" + PARENT + "'*/",
                "/*traceparent='" + PARENT + "'*/ select 1 /* done */",
                "select 1 /*action='%2Fparam*d',controller='index',framework='spring',traceparent='" + PARENT
                        + "',tracestate='congo%3Dt61rcWkgMzE%2Crojo%3D00f067aa0ba902b7'*/",
                "select 1 /*db_driver='it\\'s',traceparent='" + PARENT + "'*/",
                "select 1 /*traceparent='00%2D" + TRACE + "%2D" + SPAN + "%2D01'*/",
                "/*traceparent='cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like'*/ select 1"
            })
    @DisplayName("tells which span the statement belongs to")
    void told(String text) {
        assertThat(read(text)).contains(new TraceParent(TRACE, SPAN, true));
    }

    @Test
    @DisplayName("tells whether the client keeps the trace")
    void sampled() {
        for (String flags : List.of("00", "02", "fe")) {
            assertThat(read("/*traceparent='00-" + TRACE + "-" + SPAN + "-" + flags + "'*/select 1"))
                    .contains(new TraceParent(TRACE, SPAN, false));
        }
        assertThat(read("/*traceparent='00-" + TRACE + "-" + SPAN + "-ff'*/select 1"))
                .contains(new TraceParent(TRACE, SPAN, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/",
                "/*",
                "/*/",
                "/**/",
                "select 1",
                "select 1 -- traceparent='" + PARENT + "'",
                "select '/*traceparent=" + PARENT + "*/'",
                "select 1 /*traceparent=" + PARENT + "*/",
                "select 1 /*traceparent='" + PARENT + "*/",
                "select 1 /*traceparent='" + PARENT + "',*/",
                "select 1 /*traceparent='" + PARENT + "' x*/",
                "select 1 /*Traceparent='" + PARENT + "'*/",
                "select 1 /*traceparent='" + PARENT + "0'*/",
                "select 1 /*traceparent='" + PARENT + "-'*/",
                "select 1 /*traceparent='ff-" + TRACE + "-" + SPAN + "-01'*/",
                "select 1 /*traceparent='00-00000000000000000000000000000000-" + SPAN + "-01'*/",
                "select 1 /*traceparent='00-" + TRACE + "-0000000000000000-01'*/",
                "select 1 /*traceparent='00-5BD66EF5095369C7B0D1F8F4BD33716A-" + SPAN + "-01'*/",
                "select 1 /*traceparent='00-" + TRACE + "-" + SPAN + "-0g'*/",
                "select 1 /*traceparent='00_" + TRACE + "_" + SPAN + "_01'*/",
                "select 1 /*a='b,'c='d',traceparent='" + PARENT + "'*/",
                "select 1 /*traceparent='%'*/",
                "select 1 /*traceparent='%zz'*/",
                "select 1 /*traceparent=''*/",
                "select 1 /*=''*/",
                "select 1 /*,,,*/"
            })
    @DisplayName("tells nothing when it is not in the form")
    void nothing(String text) {
        assertThat(read(text)).isEmpty();
    }

    @Test
    @DisplayName("is not looked at when it is long")
    void tooLong() {
        String before = "x='" + "y".repeat(3_000) + "',";
        assertThat(read("select 1 /*" + before + "traceparent='" + PARENT + "'*/"))
                .isEmpty();
    }

    @Test
    @DisplayName("can be anything, and is read in a time that does not explode")
    void anything() {
        List<String> pieces = List.of(
                "/*",
                "*/",
                "'",
                "\\",
                "=",
                ",",
                "traceparent",
                "traceparent='" + PARENT + "'",
                PARENT,
                "%",
                "%4",
                "%zz",
                ";",
                " ",
                "\n",
                "\u0000",
                "\u00e4",
                "\ud83d",
                "select",
                "--",
                "00-",
                TRACE,
                SPAN,
                "/",
                "*");
        Random random = new Random(7);
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            Optional<TraceParent> read = read(text.toString());
            if (read.isPresent()) {
                found++;
                assertThat(read.get()).isEqualTo(new TraceParent(TRACE, SPAN, true));
                assertThat(text.toString()).contains("/*", "*/", "traceparent");
            }
        }
        assertThat(found).isPositive();
    }
}
