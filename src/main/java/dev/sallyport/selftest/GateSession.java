package dev.sallyport.selftest;

import dev.sallyport.client.Frame;
import dev.sallyport.client.PostgresClient;
import dev.sallyport.selftest.Entry.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A session at the gate that keeps everything that it gets. Not thread-safe. */
final class GateSession implements AutoCloseable {

    /** Answers are searched as a whole. */
    private static final int MAX_ANSWER_BYTES = 32 << 20;

    private static final byte[] UNNAMED = {0};
    private static final byte[] NO_TYPES = {0, 0};
    private static final byte[] PORTAL = {'P', 0};

    private final PostgresClient client;

    GateSession(PostgresClient client) {
        this.client = client;
    }

    /** @throws IOException when the connection is of no use any more */
    Answer send(String sql) throws IOException {
        return send(new Step(sql, ""), Way.SIMPLE);
    }

    Answer send(Step step, Way way) throws IOException {
        if (way == Way.SIMPLE) {
            client.send('Q', PostgresClient.string(step.sql()));
        } else {
            short format = (short) (way == Way.EXTENDED_BINARY ? 1 : 0);
            client.send('P', UNNAMED, PostgresClient.string(step.sql()), NO_TYPES);
            // No parameters, and one format for all results.
            client.send(
                    'B',
                    UNNAMED,
                    UNNAMED,
                    ByteBuffer.allocate(8)
                            .putInt(0)
                            .putShort((short) 1)
                            .putShort(format)
                            .array());
            client.send('D', PORTAL).send('E', UNNAMED, PostgresClient.int32(0)).send('S');
        }
        client.flush();
        return receive(step, way);
    }

    private Answer receive(Step step, Way way) throws IOException {
        List<Frame> frames = new ArrayList<>();
        long bytes = 0;
        while (true) {
            Frame frame = client.receive();
            frames.add(frame);
            bytes += frame.body().length;
            if (bytes > MAX_ANSWER_BYTES) {
                throw new IOException("more than " + (MAX_ANSWER_BYTES >> 20) + " MiB came back");
            }
            if (frame.type() == 'G') {
                client.send('d', step.input().getBytes(StandardCharsets.UTF_8)).send('c');
                if (way != Way.SIMPLE) {
                    client.send('S');
                }
                client.flush();
            } else if (frame.type() == 'Z') {
                return Answer.of(frames);
            }
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
