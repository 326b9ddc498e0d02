package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Origins;
import dev.sallyport.governor.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Writes messages (PostgreSQL documentation, "Message Formats"). Each method makes one buffer that its caller owns. */
final class Messages {

    private final ByteBufAllocator allocator;

    Messages(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** What an ErrorResponse says. The severity is ERROR, or FATAL when the connection ends with it. */
    record Problem(
            boolean fatal,
            String code,
            String message,
            Optional<String> detail,
            Optional<String> hint,
            OptionalInt position) {

        static Problem of(Refusal refusal) {
            return new Problem(
                    false, refusal.code(), refusal.message(), refusal.detail(), refusal.hint(), refusal.position());
        }

        static Problem fatal(String code, String message) {
            return new Problem(true, code, message, Optional.empty(), Optional.empty(), OptionalInt.empty());
        }

        static Problem error(String code, String message) {
            return new Problem(false, code, message, Optional.empty(), Optional.empty(), OptionalInt.empty());
        }
    }

    ByteBuf message(char type, Consumer<ByteBuf> body) {
        ByteBuf out = allocator.buffer(64);
        write(out, type, body);
        return out;
    }

    static void write(ByteBuf out, char type, Consumer<ByteBuf> body) {
        out.writeByte(type);
        int length = out.writerIndex();
        out.writeInt(0);
        body.accept(out);
        out.setInt(length, out.writerIndex() - length);
    }

    static void text(ByteBuf out, String value) {
        out.writeCharSequence(value, StandardCharsets.UTF_8);
        out.writeByte(0);
    }

    ByteBuf error(Problem problem) {
        return message('E', out -> {
            String severity = problem.fatal() ? "FATAL" : "ERROR";
            field(out, 'S', severity);
            field(out, 'V', severity);
            field(out, 'C', problem.code());
            field(out, 'M', problem.message());
            problem.detail().ifPresent(detail -> field(out, 'D', detail));
            problem.hint().ifPresent(hint -> field(out, 'H', hint));
            problem.position().ifPresent(position -> field(out, 'P', Integer.toString(position)));
            out.writeByte(0);
        });
    }

    static void field(ByteBuf out, char type, String value) {
        out.writeByte(type);
        text(out, value);
    }

    ByteBuf ready(byte status) {
        return message('Z', out -> out.writeByte(status));
    }

    ByteBuf authentication(int code, Consumer<ByteBuf> rest) {
        return message('R', out -> {
            out.writeInt(code);
            rest.accept(out);
        });
    }

    ByteBuf negotiate(int version, List<String> unknownOptions) {
        return message('v', out -> {
            out.writeInt(version);
            out.writeInt(unknownOptions.size());
            unknownOptions.forEach(option -> text(out, option));
        });
    }

    ByteBuf backendKey(int process, byte[] secret) {
        return message('K', out -> out.writeInt(process).writeBytes(secret));
    }

    ByteBuf query(String sql) {
        return message('Q', out -> text(out, sql));
    }

    ByteBuf parse(String name, String sql) {
        return message('P', out -> {
            text(out, name);
            text(out, sql);
            out.writeShort(0);
        });
    }

    /** How many CloseComplete answer {@link #runNamed}, the last of them last of all. */
    static final int CLOSES = 3;

    /**
     * Parse, Bind, Execute and Close of a query without parameters, text results; under the given name, which is closed
     * before as well: a failure may have left it.
     */
    ByteBuf runNamed(String name, String sql) {
        ByteBuf out = message('C', body -> {
            body.writeByte('S');
            text(body, name);
        });
        write(out, 'P', body -> {
            text(body, name);
            text(body, sql);
            body.writeShort(0);
        });
        write(out, 'B', body -> {
            text(body, name);
            text(body, name);
            body.writeShort(0).writeShort(0).writeShort(0);
        });
        write(out, 'E', body -> {
            text(body, name);
            body.writeInt(0);
        });
        write(out, 'C', body -> {
            body.writeByte('P');
            text(body, name);
        });
        write(out, 'C', body -> {
            body.writeByte('S');
            text(body, name);
        });
        return out;
    }

    /** @param most how many rows at most; 0 for all */
    ByteBuf execute(String portal, int most) {
        return message('E', out -> {
            out.writeCharSequence(portal, StandardCharsets.ISO_8859_1);
            out.writeByte(0);
            out.writeInt(most);
        });
    }

    /**
     * A RowDescription with other origins: of each column its name, the relation's id in four bytes, the attribute's number
     * in two, and twelve more.
     */
    ByteBuf rowDescription(byte[] body, Origins origins) {
        return message('T', out -> {
            int start = out.writerIndex();
            out.writeBytes(body);
            if (out.getUnsignedShort(start) != origins.columns()) {
                return; // the catalog is older than the table: nothing is told rather than something wrong
            }
            int at = start + 2;
            int next = 0;
            for (int column = 0;
                    column < origins.columns() && next < origins.origins().size();
                    column++) {
                at = out.indexOf(at, out.writerIndex(), (byte) 0) + 1;
                Origins.Origin origin = origins.origins().get(next);
                if (origin.index() == column) {
                    out.setInt(at, (int) origin.relation());
                    out.setShort(at + 4, origin.number());
                    next++;
                }
                at += 18;
            }
        });
    }

    ByteBuf commandComplete(String tag) {
        return message('C', out -> {
            out.writeCharSequence(tag, StandardCharsets.ISO_8859_1);
            out.writeByte(0);
        });
    }

    ByteBuf bare(char type) {
        return message(type, _ -> {});
    }
}
