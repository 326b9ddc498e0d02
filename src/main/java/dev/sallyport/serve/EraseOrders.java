package dev.sallyport.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders to erase a person, on their way from the command to the gate that runs: a file of JSON for each, in a folder that
 * only the gate's user writes. Whoever can write there could destroy the keys as well.
 */
public record EraseOrders(Path folder) {

    private static final String SUFFIX = ".json";

    /**
     * An order.
     *
     * @param unit the pseudonym of the person
     * @param reference the case or ticket
     * @param why for auditors
     * @param by the administrators, two at least
     */
    public record EraseOrder(String unit, String reference, String why, List<String> by) {

        public EraseOrder {
            by = List.copyOf(by);
        }
    }

    /** What takes orders. */
    @FunctionalInterface
    interface Taker {
        void take(EraseOrder order);
    }

    /** Hands an order to the gate. */
    public void place(EraseOrder order) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("unit", order.unit());
        members.put("case", order.reference());
        members.put("why", order.why());
        members.put("by", order.by());
        Files.createDirectories(folder);
        Path file = folder.resolve(UUID.randomUUID() + ".new");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, JsonMapper.shared().writeValueAsBytes(members));
        Files.move(
                file,
                file.resolveSibling(file.getFileName().toString().replace(".new", SUFFIX)),
                StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Takes all orders that are there. One that is taken, and whose file is not gone yet when the process is lost, is taken
     * again: erasing twice does no harm.
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

    private static EraseOrder read(Path file) throws IOException {
        try {
            JsonNode order = JsonMapper.shared().readTree(Files.readAllBytes(file));
            List<String> by =
                    order.path("by").valueStream().map(JsonNode::asString).toList();
            if (by.size() < 2 || order.path("unit").asString("").isEmpty()) {
                throw new IOException(file + " is no order to erase");
            }
            return new EraseOrder(
                    order.path("unit").asString(),
                    order.path("case").asString(""),
                    order.path("why").asString(""),
                    by);
        } catch (JacksonException damaged) {
            throw new IOException(file + " is no order to erase", damaged);
        }
    }
}
