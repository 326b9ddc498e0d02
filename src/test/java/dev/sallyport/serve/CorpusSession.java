package dev.sallyport.serve;

import dev.sallyport.selftest.Entry.Step;
import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection of the corpus, at the gate or at the server, that keeps everything that it gets. */
final class CorpusSession implements AutoCloseable {

    private final RawSession session;

    /** How steps are sent. */
    enum Way {
        SIMPLE,
        EXTENDED_TEXT,
        EXTENDED_BINARY
    }

    CorpusSession(int port, String user, String password, String database) throws IOException {
        session = RawSession.open(port, user, password, database);
    }

    CorpusAnswer send(Step step, Way way) throws IOException {
        if (way == Way.SIMPLE) {
            session.query(step.sql());
        } else {
            session.parse("", step.sql());
            session.send('B', new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, (byte) (way == Way.EXTENDED_BINARY ? 1 : 0)});
            session.send('D', new byte[] {'P', 0});
            session.execute("", 0).sync();
        }
        List<Frame> frames = new ArrayList<>();
        Frame frame;
        do {
            frame = session.receive();
            frames.add(frame);
            if (frame.type() == 'G') {
                if (!step.input().isEmpty()) {
                    session.send('d', step.input().getBytes(StandardCharsets.UTF_8));
                }
                session.send('c').flush();
                if (way != Way.SIMPLE) {
                    session.sync();
                }
            }
        } while (frame.type() != 'Z');
        return CorpusAnswer.of(frames);
    }

    CorpusAnswer send(String sql) throws IOException {
        return send(new Step(sql, ""), Way.SIMPLE);
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
