package dev.sallyport.serve;

import dev.sallyport.governor.Budgets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what identities were given today in a file, so that a restart is no new day. A gate that is killed forgets what it
 * counted since the last {@link #save}. For one thread.
 */
final class BudgetFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private List<Budgets.Spent> saved = List.of();

    private record Content(List<Budgets.Spent> spent) {}

    BudgetFile(Path folder) {
        file = folder.resolve("budgets.json");
    }

    /** @throws IOException when there is a file and it cannot be read: nobody is to be given twice what he may have */
    List<Budgets.Spent> load() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            saved = JSON.readValue(Files.readString(file), Content.class).spent();
            return saved;
        } catch (JacksonException broken) {
            throw new IOException(
                    file + " is not what the gate wrote: " + broken.getOriginalMessage() + "; remove it to count anew",
                    broken);
        }
    }

    /** Writes what has changed, to a new file in the place of the old. */
    void save(List<Budgets.Spent> spent) throws IOException {
        if (spent.equals(saved)) {
            return;
        }
        Path next = file.resolveSibling("budgets.json.new");
        Files.writeString(next, JSON.writeValueAsString(new Content(spent)));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        saved = spent;
    }
}
