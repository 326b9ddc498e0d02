package dev.sallyport.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders of what is to become of sealed data, on their way from the commands to the gate that runs: a file of JSON for each,
 * in a folder that only the gate's user writes. Whoever can write there could destroy the keys as well.
 */
public record AuditOrders(Path folder) {

    private static final String SUFFIX = ".json";

    /** What is ordered. */
    public enum Kind {
        /** To erase a person, or what a statement said. */
        ERASE,
        /** To let nothing of a person, or nothing at all, be destroyed. */
        HOLD,
        /** To end that. */
        RELEASE
    }

    /**
     * A statement.
     *
     * @param record the id of its record
     * @param person the pseudonym of who acted
     */
    public record Statement(String record, String person) {}

    /**
     * What is to be done, and with what.
     *
     * @param unit the pseudonym of a person, or the hour that a statement is sealed under; empty for everything, which cannot be
     *     erased
     * @param statement that alone, to be erased
     */
    public record What(Kind kind, Optional<String> unit, Optional<Statement> statement) {

        public What {
            if (kind == Kind.ERASE ? unit.isEmpty() : statement.isPresent()) {
                throw new IllegalArgumentException(
                        "a person or a statement can be erased, a person or everything held");
            }
        }

        /** With what a person has, or with everything. */
        public What(Kind kind, Optional<String> unit) {
            this(kind, unit, Optional.empty());
        }

        /** To erase a statement. */
        public static What erase(String hour, Statement statement) {
            return new What(Kind.ERASE, Optional.of(hour), Optional.of(statement));
        }
    }

    /**
     * An order.
     *
     * @param reference the case or ticket
     * @param why for auditors
     * @param by the administrators, two at least
     */
    public record Order(What what, String reference, String why, List<String> by) {

        public Order {
            by = List.copyOf(by);
            if (by.size() < 2) {
                throw new IllegalArgumentException("an order needs two people");
            }
        }
    }

    /** What takes orders. */
    @FunctionalInterface
    interface Taker {
        void take(Order order) throws IOException;
    }

    /** Hands an order to the gate. */
    public void place(Order order) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("order", order.what().kind().name());
        order.what().unit().ifPresent(unit -> members.put("unit", unit));
        order.what().statement().ifPresent(statement -> {
            members.put("record", statement.record());
            members.put("person", statement.person());
        });
        members.put("case", order.reference());
        members.put("why", order.why());
        members.put("by", order.by());
        Files.createDirectories(folder);
        // In the order in which they were placed, they are taken.
        Path file = folder.resolve("%016d-%s.new".formatted(System.currentTimeMillis(), UUID.randomUUID()));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, JsonMapper.shared().writeValueAsBytes(members));
        Files.move(
                file,
                file.resolveSibling(file.getFileName().toString().replace(".new", SUFFIX)),
                StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Takes all orders that are there. One that is taken, and whose file is not gone yet when the process is lost, is taken
     * again: each does no harm the second time.
     */
    void take(Taker taker) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            taker.take(read(file));
            Files.delete(file);
        }
    }

    private static Order read(Path file) throws IOException {
        try {
            JsonNode order = JsonMapper.shared().readTree(Files.readAllBytes(file));
            return new Order(
                    new What(
                            Kind.valueOf(order.path("order").asString("")),
                            Optional.ofNullable(order.get("unit")).map(JsonNode::asString),
                            Optional.ofNullable(order.get("record"))
                                    .map(record -> new Statement(
                                            record.asString(),
                                            order.path("person").asString()))),
                    order.path("case").asString(""),
                    order.path("why").asString(""),
                    order.path("by").valueStream().map(JsonNode::asString).toList());
        } catch (JacksonException | IllegalArgumentException damaged) {
            throw new IOException(file + " is no order", damaged);
        }
    }
}
